namespace Bantam.Deployment;

/// <summary>What a comparison of generated code with the reference runtime found.</summary>
public sealed record VerifyReport
{
    /// <summary>Where the code ran: <c>host</c>, or the name of the target.</summary>
    public required string Target { get; init; }

    /// <summary>How many samples were compared.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them differ in at least one byte.</summary>
    public required int Mismatches { get; init; }

    /// <summary>Where the first difference appears; null where there is none.</summary>
    public Difference? FirstDifference { get; init; }

    /// <summary>What the emulator measured; null for the host.</summary>
    public EmulatorRun? Emulator { get; init; }

    /// <summary>Whether every byte of every sample is equal.</summary>
    public bool IsProved => Mismatches == 0 && Samples > 0;
}

/// <summary>The first byte in which generated code and the reference runtime differ.</summary>
/// <param name="Sample">The sample, from 0.</param>
/// <param name="Layer">The first layer whose output differs.</param>
/// <param name="Index">The byte within that layer's output, from 0.</param>
/// <param name="Expected">What the reference runtime computes.</param>
/// <param name="Actual">What the code computes.</param>
public sealed record Difference(int Sample, string Layer, int Index, sbyte Expected, sbyte Actual);
