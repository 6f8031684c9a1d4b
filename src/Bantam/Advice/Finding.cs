namespace Bantam.Advice;

/// <summary>What a rule found in a network.</summary>
public sealed record Finding
{
    /// <summary>The identifier of the rule, for example <c>W-BN-DROPOUT</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The layer that it is about; null where it is about the whole network.</summary>
    public required string? Layer { get; init; }

    /// <summary>The numbers, at least one.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>What to do, in a sentence or two.</summary>
    public required string Suggestion { get; init; }

    /// <summary>A command line that does it, measures it or shows where it is. Words in capitals are to be filled in: DATA, the changed network NEW, the Float32 network ORIGINAL.</summary>
    public required string Command { get; init; }
}

/// <summary>A finding before it knows by which rule it was made.</summary>
internal sealed record Observation(string? Layer, string Suggestion)
{
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    public required string Command { get; init; }
}
