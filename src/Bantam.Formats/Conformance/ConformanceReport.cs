using System.Text.Json.Serialization;

namespace Bantam.Formats;

/// <summary>What became of one published case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConformanceStatus>))]
public enum ConformanceStatus
{
    /// <summary>Every output is as published.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>An output differs, or the case could not be read.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>The case needs what Bantam does not have; the reason says what.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>The outcome of one published case.</summary>
/// <param name="Name">The name of the case.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why it did not pass; null where it did.</param>
public sealed record ConformanceCase(string Name, ConformanceStatus Status, string? Reason = null)
{
    /// <summary>Runs a case and turns what it throws into an outcome.</summary>
    /// <param name="name">The name of the case.</param>
    /// <param name="run">Runs it; gives what differs, or null where nothing does.</param>
    /// <returns>Passed; failed where something differs or is broken; skipped where something is not supported.</returns>
    public static ConformanceCase Of(string name, Func<string?> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            return run() is { } difference ? new(name, ConformanceStatus.Failed, difference) : new(name, ConformanceStatus.Passed);
        }
        catch (Bantam.Model.UnsupportedException fault)
        {
            return new(name, ConformanceStatus.Skipped, fault.Message);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new(name, ConformanceStatus.Failed, $"{fault.GetType().Name}: {fault.Message}");
        }
    }
}

/// <summary>The outcome of a suite of published cases.</summary>
/// <param name="Cases">The outcomes in the order of the suite.</param>
public sealed record ConformanceReport(IReadOnlyList<ConformanceCase> Cases)
{
    /// <summary>How many passed.</summary>
    public int Passed => Cases.Count(outcome => outcome.Status == ConformanceStatus.Passed);

    /// <summary>How many failed.</summary>
    public int Failed => Cases.Count(outcome => outcome.Status == ConformanceStatus.Failed);

    /// <summary>How many were skipped.</summary>
    public int Skipped => Cases.Count(outcome => outcome.Status == ConformanceStatus.Skipped);
}
