namespace Bantam.Training;

/// <summary>Which transforms can change what a sample of a data set shows.</summary>
/// <remarks>A mirrored 2 or 5 is no digit, and a 6 turned by half a circle is a 9. Source: notes: lines 1607-1613.</remarks>
internal static class LabelSafety
{
    /// <summary>Data sets of characters, by name.</summary>
    private static readonly string[] Characters = ["digits", "mnist", "optdigits"];

    /// <summary>What is wrong with the first transform that can change a label, in words; null where none can.</summary>
    public static string? FirstRisk(Augmentation augmentation, Dataset data)
    {
        if (!HasCharacters(data))
        {
            return null;
        }

        Transform? risky = augmentation.Transforms.FirstOrDefault(t => t.CanMirrorOrInvert);
        return risky is null
            ? null
            : $"{risky.GetType().Name} can change the label of samples of '{data.Name}': a mirrored 2 or 5 is no digit, and a 6 turned by half a circle is a 9.";
    }

    public static bool HasCharacters(Dataset data) => Characters.Contains(data.Name, StringComparer.Ordinal);
}
