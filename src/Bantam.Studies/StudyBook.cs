using Bantam.Model;

namespace Bantam.Studies;

/// <summary>All studies, in the order of the ledger.</summary>
public static class StudyBook
{
    /// <summary>All studies, chapter by chapter.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        .. ConceptsChapter.Studies,
        .. ArchitecturesChapter.Studies,
        .. CountingChapter.Studies,
        .. EnergyChapter.Studies,
        .. NumbersChapter.Studies,
        .. MachinesChapter.Studies,
        .. DevicesChapter.Studies,
    ];

    /// <summary>Finds a study.</summary>
    /// <param name="id">Its name, for example <c>alexnet</c>.</param>
    /// <returns>The study.</returns>
    /// <exception cref="UnknownNameException">There is no study of this name.</exception>
    public static Study Named(string id) =>
        All.FirstOrDefault(study => study.Id == id) ?? throw new UnknownNameException("study", id, [.. All.Select(study => study.Id)]);
}
