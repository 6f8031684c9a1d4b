namespace Bantam.Studies;

/// <summary>One piece of the study notes that runs: a table, a worked example or a simulation, with what the notes say beside what is computed.</summary>
public sealed record Study
{
    /// <summary>Its name on the command line, for example <c>alexnet</c>: lower case, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>The lines of the notes that it follows, for example <c>2049-2058</c>.</summary>
    public required string Lines { get; init; }

    /// <summary>The ledger's entries that it shows, for example <c>S139</c>.</summary>
    public required IReadOnlyList<string> Ledger { get; init; }

    /// <summary>Fills the page: computes, compares, draws.</summary>
    public required Action<StudyPage> Fill { get; init; }

    /// <summary>Runs the study.</summary>
    /// <param name="seed">The seed of whatever is drawn at random; the same seed gives the same page.</param>
    /// <returns>The rows and figures.</returns>
    public StudyResult Run(ulong seed = 1)
    {
        StudyPage page = new(seed);
        Fill(page);
        return new StudyResult(this, page.Rows, page.Figures);
    }
}

/// <summary>What a study found out.</summary>
/// <param name="Study">The study.</param>
/// <param name="Rows">Its rows, in order.</param>
/// <param name="Figures">Its figures, in order.</param>
public sealed record StudyResult(Study Study, IReadOnlyList<StudyRow> Rows, IReadOnlyList<StudyFigure> Figures)
{
    /// <summary>Whether a row contradicts the notes where no erratum says that they are wrong.</summary>
    public bool Differs => Rows.Any(row => row.Verdict == StudyVerdict.Differs);
}
