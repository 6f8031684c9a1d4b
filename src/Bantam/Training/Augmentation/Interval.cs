using System.Globalization;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>A parameter of a transform: a fixed value, or one drawn uniformly between two bounds for every sample.</summary>
public readonly record struct Interval
{
    /// <summary>Makes an interval.</summary>
    /// <param name="low">The smallest value. Finite.</param>
    /// <param name="high">The largest value, not below <paramref name="low"/>. Finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are not finite, or in the wrong order.</exception>
    public Interval(float low, float high)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high) || low > high)
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, $"An interval needs finite bounds in ascending order, but got {low} and {high}.");
        }

        Low = low;
        High = high;
    }

    /// <summary>The smallest value.</summary>
    public float Low { get; }

    /// <summary>The largest value.</summary>
    public float High { get; }

    /// <summary>Whether there is one value only, so that nothing is left to chance.</summary>
    public bool IsPoint => Low == High;

    /// <summary>The interval that is one value.</summary>
    /// <param name="value">The value. Finite.</param>
    public static implicit operator Interval(float value) => FromSingle(value);

    /// <summary>The interval that is one value.</summary>
    /// <param name="value">The value. Finite.</param>
    /// <returns>The interval.</returns>
    public static Interval FromSingle(float value) => new(value, value);

    /// <summary>The interval from −<paramref name="radius"/> to +<paramref name="radius"/>.</summary>
    /// <param name="radius">Half the width. At least 0.</param>
    /// <returns>The interval.</returns>
    public static Interval PlusMinus(float radius) => new(-radius, radius);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low:R}..{High:R}");

    internal float Draw(RandomStream random) => IsPoint ? Low : random.Uniform(Low, High);

    /// <summary>This interval, if it lies within bounds.</summary>
    internal Interval Within(float low, float high, string what) => Low >= low && High <= high
        ? this
        : throw new ArgumentOutOfRangeException(what, ToString(), $"{what} must lie within {low} and {high}, but is {this}.");
}
