using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Costs;

namespace Bantam.Cli;

/// <summary>The JSON of <c>bantam inspect</c>.</summary>
internal static class InspectJson
{
    private const int FloatBytes = 4;

    public static string Of(InspectReport report)
    {
        CostReport cost = report.Float;
        Arithmetic work = report.Total();
        InspectDocument document = new()
        {
            Network = report.Network,
            Input = report.Input,
            Device = cost.Device?.Name,
            Parameters = cost.Parameters,
            Macs = cost.Macs,
            Multiplications = work.Multiplications,
            Additions = work.Additions,
            MultiplicationsTernary = report.MultiplicationsWithWeightValues(2),
            MultiplicationsBinary = report.MultiplicationsWithWeightValues(1),
            Units = cost.Units,
            PeakActivationElements = cost.PeakActivationElements,
            WeightBytes = report.Integers?.Lowered.WeightBytes ?? cost.WeightBytes,
            FlashBytes = report.Integers?.Folded.ConstantBytes ?? cost.WeightBytes,
            RamBytes = report.Integers?.Folded.PeakBytes ?? cost.PeakActivationBytes,
            Fits = report.Deployed.Fits,
            Int8 = new InspectFit(report.Int8.WeightBytes, report.Int8.PeakActivationBytes, report.Int8.Fits),
            Latency = report.Latency is { } latency ? new InspectLatency(latency.Seconds * 1000, latency.Cycles, latency.Instructions, BasisText(latency.Basis)) : null,
            Bops = new InspectBops(BitOperationCounter.Uniq(cost, 8, 8), BitOperationCounter.Products(cost, 8, 8), 8, 8),
            EnergyPicojoules = report.DeployedEnergy.Total.MiddlePicojoules,
            Energy = EnergyJson.Of(report),
            Arena = report.Integers is { } plan
                ? new InspectArena(plan.Folded.ArenaBytes, plan.Folded.LowerBoundBytes, plan.Streamed.ArenaBytes)
                : new InspectArena(cost.PeakActivationBytes, cost.LowerBoundElements * FloatBytes, cost.LineBufferedElements * FloatBytes),
            MacsAfterFolding = report.Integers?.Folded.Macs ?? report.Folded.Macs,
            WeightBytesAfterFolding = report.Integers?.Folded.WeightBytes ?? (report.Folded.Parameters * FloatBytes),
            ReceptiveField = report.Field,
            ArithmeticIntensity = ArithmeticIntensity.Of(cost),
            TrainingBytes = new InspectTraining(
                new TrainingMemory(cost.Parameters, 0).TotalBytes, new TrainingMemory(cost.Parameters, 1).TotalBytes, new TrainingMemory(cost.Parameters, 2).TotalBytes),
            Costliest = [.. report.Costliest.Select(layer => layer.Name)],
            Layers = [.. report.Layers.Select(layer => Layer(report, layer.Cost, layer.Energy))],
        };
        return JsonSerializer.Serialize(document, InspectJsonContext.Default.InspectDocument);
    }

    /// <summary>The word for what a prediction rests on.</summary>
    public static string BasisText(LatencyBasis basis) => basis == LatencyBasis.Calibrated ? "calibrated" : "modeled";

    /// <summary>What limits a layer on the device; null where nothing tells them apart, as in counted instructions.</summary>
    public static string? BoundText(LayerLatency? time) =>
        time is null or { Basis: LatencyBasis.Calibrated } ? null : time.IsMemoryBound ? "memory" : "compute";

    private static InspectLayer Layer(InspectReport report, LayerCost layer, LayerEnergy energy) => new()
    {
        Name = layer.Name,
        Op = layer.Op,
        OutputShape = layer.OutputShape.Lengths.ToArray(),
        Parameters = layer.Parameters,
        Macs = layer.Macs,
        Multiplications = layer.Arithmetic.Multiplications,
        Additions = layer.Arithmetic.Additions,
        MultiplicationsTernary = layer.ArithmeticWithWeightValues(2).Multiplications,
        MultiplicationsBinary = layer.ArithmeticWithWeightValues(1).Multiplications,
        Units = layer.Units,
        ActivationBytes = layer.ActivationBytes,
        WeightBytes = layer.WeightBytes,
        Bops = BitOperationCounter.Uniq(layer, 8, 8),
        AccumulatorBits = layer.Terms == 0 ? null : AccumulatorWidth.Signed(layer.Terms, 8, 8),
        WeightReuse = layer.Reuse.Weights,
        InputReuse = layer.Reuse.Inputs,
        MacShare = report.Float.ShareOf(layer),
        Milliseconds = report.TimeOf(layer)?.Seconds * 1000,
        Utilization = report.TimeOf(layer)?.Utilization,
        Bound = BoundText(report.TimeOf(layer)),
        EnergyPicojoules = energy.Total.MiddlePicojoules,
        Energy = new EnergyParts(energy.ComputePicojoules, energy.Weights.MiddlePicojoules, energy.Activations.MiddlePicojoules),
        GopsPerWatt = energy.GopsPerWatt,
    };
}

internal sealed record InspectDocument
{
    [JsonPropertyOrder(-1)]
    public string Schema { get; } = "bantam.inspect/1";

    public required string Network { get; init; }

    public required string Input { get; init; }

    public required string? Device { get; init; }

    public required long Parameters { get; init; }

    public required long Macs { get; init; }

    public required long Multiplications { get; init; }

    public required long Additions { get; init; }

    public required long MultiplicationsTernary { get; init; }

    public required long MultiplicationsBinary { get; init; }

    public required long Units { get; init; }

    public required long PeakActivationElements { get; init; }

    public required long WeightBytes { get; init; }

    public required long FlashBytes { get; init; }

    public required long RamBytes { get; init; }

    public required bool? Fits { get; init; }

    public required InspectFit Int8 { get; init; }

    public required InspectLatency? Latency { get; init; }

    public required InspectBops Bops { get; init; }

    public required double EnergyPicojoules { get; init; }

    public required EnergyDocument Energy { get; init; }

    public required InspectArena Arena { get; init; }

    public required long MacsAfterFolding { get; init; }

    public required long WeightBytesAfterFolding { get; init; }

    public required ReceptiveField ReceptiveField { get; init; }

    public required double ArithmeticIntensity { get; init; }

    public required InspectTraining TrainingBytes { get; init; }

    public required IReadOnlyList<string> Costliest { get; init; }

    public required IReadOnlyList<InspectLayer> Layers { get; init; }
}

internal sealed record InspectLayer
{
    public required string Name { get; init; }

    public required string Op { get; init; }

    public required IReadOnlyList<int> OutputShape { get; init; }

    public required long Parameters { get; init; }

    public required long Macs { get; init; }

    public required long Multiplications { get; init; }

    public required long Additions { get; init; }

    public required long MultiplicationsTernary { get; init; }

    public required long MultiplicationsBinary { get; init; }

    public required long Units { get; init; }

    public required long ActivationBytes { get; init; }

    public required long WeightBytes { get; init; }

    public required double Bops { get; init; }

    public required int? AccumulatorBits { get; init; }

    public required double WeightReuse { get; init; }

    public required double InputReuse { get; init; }

    public required double MacShare { get; init; }

    public required double? Milliseconds { get; init; }

    public required double? Utilization { get; init; }

    public required string? Bound { get; init; }

    public required double EnergyPicojoules { get; init; }

    public required EnergyParts Energy { get; init; }

    public required double GopsPerWatt { get; init; }
}

internal sealed record InspectFit(long FlashBytes, long RamBytes, bool? Fits);

internal sealed record InspectLatency(double Milliseconds, double Cycles, double? Instructions, string Basis);

internal sealed record InspectBops(double Uniq, long Products, int ActivationBits, int WeightBits);

internal sealed record InspectArena(long Bytes, long LowerBoundBytes, long LineBufferedBytes);

internal sealed record InspectTraining(long Sgd, long Momentum, long Adam);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InspectDocument))]
internal sealed partial class InspectJsonContext : JsonSerializerContext;
