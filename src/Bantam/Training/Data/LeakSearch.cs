using System.Runtime.InteropServices;

namespace Bantam.Training;

/// <summary>A sample that two parts of a data set have in common.</summary>
/// <param name="Part">The part that should not have it: validation or test.</param>
/// <param name="Index">The sample's index there.</param>
/// <param name="SeenIn">The earlier part that has it too.</param>
/// <param name="SeenIndex">The index of its first occurrence there.</param>
public readonly record struct Leak(SplitRole Part, int Index, SplitRole SeenIn, int SeenIndex);

/// <summary>Finds equal samples in different parts of a data set.</summary>
internal static class LeakSearch
{
    internal static IReadOnlyList<Leak> Run(params ReadOnlySpan<Dataset> parts)
    {
        List<Leak> leaks = [];
        Dictionary<int, List<(Dataset Part, int Index)>> seen = [];
        float[] sample = new float[parts[0].InputShape.Count];
        float[] other = new float[sample.Length];
        foreach (Dataset part in parts)
        {
            for (int i = 0; i < part.Count; i++)
            {
                part.CopyInput(i, sample);
                List<(Dataset Part, int Index)> alike = AlikeIn(seen, sample);
                int match = alike.FindIndex(s => IsEqual(s.Part, s.Index, sample, other));
                if (match < 0)
                {
                    alike.Add((part, i));
                }
                else if (!ReferenceEquals(alike[match].Part, part))
                {
                    leaks.Add(new Leak(part.Role, i, alike[match].Part.Role, alike[match].Index));
                }
            }
        }

        return leaks;
    }

    private static List<(Dataset Part, int Index)> AlikeIn(Dictionary<int, List<(Dataset Part, int Index)>> seen, ReadOnlySpan<float> sample)
    {
        // The hash differs from run to run and only narrows the search: equality is decided on the values.
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes(sample));
        ref List<(Dataset Part, int Index)>? alike = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, hash.ToHashCode(), out _);
        return alike ??= [];
    }

    private static bool IsEqual(Dataset part, int index, float[] sample, float[] buffer)
    {
        part.CopyInput(index, buffer);
        return buffer.AsSpan().SequenceEqual(sample);
    }
}
