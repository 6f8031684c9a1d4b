using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>The lengths of a tensor's axes, outermost first. Immutable, compared by value.</summary>
/// <remarks>Activations are NHWC and weights OHWI. A scalar has no axes and one element.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? _lengths;

    /// <summary>Makes a shape from axis lengths.</summary>
    /// <param name="lengths">The length of each axis, outermost first. Each at least 0; the product below 2³¹.</param>
    /// <exception cref="ArgumentException">A length is negative or the element count does not fit in 31 bits.</exception>
    public Shape(params ReadOnlySpan<int> lengths)
    {
        long count = 1;
        foreach (int length in lengths)
        {
            if (length < 0)
            {
                throw new ArgumentException($"Axis lengths must be 0 or more, but got {Format(lengths)}.", nameof(lengths));
            }

            count *= length;
            if (count > int.MaxValue)
            {
                throw new ArgumentException($"Shape {Format(lengths)} has more than {int.MaxValue} elements, which one tensor cannot hold.", nameof(lengths));
            }
        }

        _lengths = lengths.ToArray();
        Count = (int)count;
        HasValue = true;
    }

    /// <summary>The number of elements: the product of the lengths, 1 for a scalar.</summary>
    public int Count { get; }

    /// <summary>Whether this was made by a constructor: <see langword="default"/> is no shape.</summary>
    public bool HasValue { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => _lengths?.Length ?? 0;

    /// <summary>The axis lengths, outermost first.</summary>
    [JsonIgnore]
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>The length of one axis.</summary>
    /// <param name="axis">The axis, from 0; <c>^1</c> is the innermost.</param>
    public int this[Index axis] => _lengths![axis];

    /// <summary>Whether two shapes have equal lengths.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other shape.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other shape.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>Makes a shape from a collection expression: <c>[28, 28, 1]</c>.</summary>
    /// <param name="lengths">The axis lengths.</param>
    /// <returns>The shape.</returns>
    public static Shape Create(ReadOnlySpan<int> lengths) => new(lengths);

    /// <summary>This shape with a batch axis in front: HWC becomes NHWC.</summary>
    /// <param name="batch">The batch size.</param>
    /// <returns>The longer shape.</returns>
    public Shape WithBatch(int batch) => new([batch, .. Lengths]);

    /// <summary>This shape without its first axis: NHWC becomes HWC.</summary>
    /// <returns>The shorter shape.</returns>
    public Shape WithoutBatch() => new(Lengths[1..]);

    /// <summary>The axis lengths, for collection expressions and <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Lengths.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other) => HasValue == other.HasValue && Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int length in Lengths)
        {
            hash.Add(length);
        }

        return hash.ToHashCode();
    }

    /// <summary>The lengths in brackets: <c>[28, 28, 1]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Format(Lengths);

    private static string Format(ReadOnlySpan<int> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";
}
