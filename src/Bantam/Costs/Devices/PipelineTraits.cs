namespace Bantam.Costs;

/// <summary>How a core works through instructions. Source: notes, lines 213-225.</summary>
public sealed record PipelineTraits
{
    /// <summary>The stages through which an instruction goes.</summary>
    public required int Stages { get; init; }

    /// <summary>The most instructions that start in one cycle.</summary>
    public required int IssueWidth { get; init; }

    /// <summary>The cycles lost by a branch that was not foreseen: about the stages in front of the one that decides.</summary>
    public required double BranchPenaltyCycles { get; init; }

    /// <summary>Whether the core reorders and speculates.</summary>
    public bool IsOutOfOrder { get; init; }
}
