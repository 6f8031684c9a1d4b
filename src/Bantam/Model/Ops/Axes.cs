using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>A list of axes of a tensor: <c>[0, 2]</c>, or <c>[-1]</c> for the last one. Immutable, compared by value.</summary>
/// <remarks>Axes count from 0, the outermost; negative ones count from the end. What an axis means is checked where shapes are known.</remarks>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly struct Axes : IEquatable<Axes>
{
    private readonly int[]? _indices;

    /// <summary>Makes a list of axes.</summary>
    /// <param name="indices">The axes, from 0, or from −1 backward.</param>
    public Axes(params ReadOnlySpan<int> indices) => _indices = indices.ToArray();

    /// <summary>The axes, in order.</summary>
    [JsonIgnore]
    public ReadOnlySpan<int> Indices => _indices;

    /// <summary>How many there are.</summary>
    [JsonIgnore]
    public int Count => Indices.Length;

    /// <summary>Whether two lists are equal.</summary>
    /// <param name="left">One list.</param>
    /// <param name="right">The other list.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(Axes left, Axes right) => left.Equals(right);

    /// <summary>Whether two lists differ.</summary>
    /// <param name="left">One list.</param>
    /// <param name="right">The other list.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(Axes left, Axes right) => !left.Equals(right);

    /// <summary>Makes a list from a collection expression: <c>[0, 2]</c>.</summary>
    /// <param name="indices">The axes.</param>
    /// <returns>The list.</returns>
    public static Axes Create(ReadOnlySpan<int> indices) => new(indices);

    /// <summary>The axes, for collection expressions and <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Indices.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Axes other) => Indices.SequenceEqual(other.Indices);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Axes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int index in Indices)
        {
            hash.Add(index);
        }

        return hash.ToHashCode();
    }

    /// <summary>The axes in brackets: <c>[0, 2]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"[{string.Join(", ", Indices.ToArray())}]";
}
