namespace Bantam.Advice;

/// <summary>A rule of thumb or a pitfall, as something that can be checked on a network.</summary>
public sealed record Rule
{
    private readonly Func<LintSubject, IEnumerable<Observation>> _check;

    internal Rule(string id, Severity severity, Func<LintSubject, IEnumerable<Observation>> check)
    {
        (Id, Severity, _check) = (id, severity, check);
    }

    /// <summary>The identifier, which never changes: E-, W- or H- for its severity, then words.</summary>
    public string Id { get; }

    /// <summary>How much its findings matter.</summary>
    public Severity Severity { get; }

    /// <summary>What is wrong, or could be better, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>When it makes a finding, with its thresholds.</summary>
    public required string Checks { get; init; }

    /// <summary>Where it comes from: lines of the notes, and papers.</summary>
    public required string Source { get; init; }

    /// <summary>What it must be given besides the network.</summary>
    public LintNeeds Needs { get; init; }

    internal IEnumerable<Finding> Check(LintSubject subject) => _check(subject).Select(observation => new Finding
    {
        Rule = Id,
        Severity = Severity,
        Layer = observation.Layer,
        Evidence = observation.Evidence,
        Suggestion = observation.Suggestion,
        Command = observation.Command,
    });
}
