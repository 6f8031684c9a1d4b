using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Shapes as files state them.</summary>
internal static class OnnxShapes
{
    private const int MaximumRank = 8;

    /// <summary>A shape from the lengths in a file.</summary>
    /// <exception cref="ModelFormatException">A length is negative, or there are more elements than a tensor holds.</exception>
    public static Shape Of(IReadOnlyList<long> lengths, string place)
    {
        long count = 1;
        foreach (long length in lengths)
        {
            if (length is < 0 or > int.MaxValue || (count *= length) > int.MaxValue)
            {
                throw new ModelFormatException($"{place} has the shape [{string.Join(", ", lengths.Take(MaximumRank))}{(lengths.Count > MaximumRank ? ", …" : "")}]; lengths are 0 or more, and a tensor holds at most {int.MaxValue} elements.");
            }
        }

        return lengths.Count <= MaximumRank
            ? new Shape([.. lengths.Select(length => (int)length)])
            : throw new UnsupportedException($"{place} has {lengths.Count} axes; at most {MaximumRank} are supported.");
    }
}
