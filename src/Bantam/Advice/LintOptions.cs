using Bantam.Costs;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Advice;

/// <summary>What is known besides a network, and which rules to leave out.</summary>
public sealed record LintOptions
{
    /// <summary>What suggested commands call the network: a name of the zoo or a file.</summary>
    public string Name { get; init; } = "FILE";

    /// <summary>The device that it is meant for.</summary>
    public Device? Device { get; init; }

    /// <summary>Its data. Rules measure on the training and the validation part, never on the test part.</summary>
    public DataSplits? Data { get; init; }

    /// <summary>How fast a machine computes and moves data.</summary>
    public Roofline? Roofline { get; init; }

    /// <summary>Another network that it is to be compared with.</summary>
    public Graph? Other { get; init; }

    /// <summary>The width of the integers in which products are summed, 8 to 64.</summary>
    public int AccumulatorBits { get; init; } = 32;

    /// <summary>Identifiers of rules that shall not be checked.</summary>
    public IReadOnlyCollection<string> Suppressed { get; init; } = [];

    /// <summary>Decides which samples are measured on.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What of the optional facts is there.</summary>
    internal LintNeeds Given =>
        (Device is null ? 0 : LintNeeds.Device) | (Data is null ? 0 : LintNeeds.Data)
        | (Roofline is null ? 0 : LintNeeds.Roofline) | (Other is null ? 0 : LintNeeds.Other);
}
