using Bantam.Costs;

namespace Bantam.Cli;

/// <summary>The energy in the JSON of <c>bantam inspect</c>. Where prices are ranges, single numbers are their middle.</summary>
internal static class EnergyJson
{
    public static EnergyDocument Of(InspectReport report) => new()
    {
        Preset = report.FloatEnergy.Assumptions.Table.Name,
        AccessBits = report.FloatEnergy.Assumptions.Table.AccessBits,
        Float32 = Of(report.FloatEnergy),
        Int8 = Of(report.Int8Energy),
        Gaps = [.. EnergyGap.Of(report.FloatEnergy.Assumptions.Table)],
        MeasuredMicrojoules = report.Measured?.Microjoules,
        MeasuredSource = report.Measured?.Source,
    };

    private static EnergyOfFormat Of(InferenceEnergy energy) => new()
    {
        Picojoules = energy.Total.MiddlePicojoules,
        LowPicojoules = energy.Total.LowPicojoules,
        HighPicojoules = energy.Total.HighPicojoules,
        Parts = new EnergyParts(energy.ComputePicojoules, energy.Weights.MiddlePicojoules, energy.Activations.MiddlePicojoules),
        WeightMemory = energy.Assumptions.WeightMemory.Name,
        ActivationMemory = energy.Assumptions.ActivationMemory.Name,
        GopsPerWatt = energy.GopsPerWatt,
        Basis = InspectEnergy.Name(energy.Basis),
    };
}

internal sealed record EnergyDocument
{
    public required string Preset { get; init; }

    public required int AccessBits { get; init; }

    public required EnergyOfFormat Float32 { get; init; }

    public required EnergyOfFormat Int8 { get; init; }

    public required IReadOnlyList<EnergyGap> Gaps { get; init; }

    public required double? MeasuredMicrojoules { get; init; }

    public required string? MeasuredSource { get; init; }
}

internal sealed record EnergyOfFormat
{
    public required double Picojoules { get; init; }

    public required double LowPicojoules { get; init; }

    public required double HighPicojoules { get; init; }

    public required EnergyParts Parts { get; init; }

    public required string WeightMemory { get; init; }

    public required string ActivationMemory { get; init; }

    public required double GopsPerWatt { get; init; }

    public required string Basis { get; init; }
}

internal sealed record EnergyParts(double ComputePicojoules, double WeightPicojoules, double ActivationPicojoules);
