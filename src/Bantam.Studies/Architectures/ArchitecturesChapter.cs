namespace Bantam.Studies;

/// <summary>Networks that made history, and what they cost.</summary>
internal static class ArchitecturesChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        AlexNetStudy.Study,
    ];
}
