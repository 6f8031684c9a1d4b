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
            Units = cost.Units,
            PeakActivationElements = cost.PeakActivationElements,
            WeightBytes = cost.WeightBytes,
            FlashBytes = cost.WeightBytes,
            RamBytes = cost.PeakActivationBytes,
            Fits = cost.Fits,
            Int8 = new InspectFit(report.Int8.WeightBytes, report.Int8.PeakActivationBytes, report.Int8.Fits),
            Bops = new InspectBops(BitOperationCounter.Uniq(cost, 8, 8), BitOperationCounter.Products(cost, 8, 8), 8, 8),
            EnergyPicojoules = report.EnergyPicojoules,
            Arena = new InspectArena(cost.PeakActivationBytes, cost.LowerBoundElements * FloatBytes, cost.LineBufferedElements * FloatBytes),
            MacsAfterFolding = report.Folded.Macs,
            WeightBytesAfterFolding = report.Folded.Parameters * FloatBytes,
            ReceptiveField = report.Field,
            ArithmeticIntensity = ArithmeticIntensity.Of(cost),
            TrainingBytes = new InspectTraining(
                new TrainingMemory(cost.Parameters, 0).TotalBytes, new TrainingMemory(cost.Parameters, 1).TotalBytes, new TrainingMemory(cost.Parameters, 2).TotalBytes),
            Costliest = [.. report.Costliest.Select(layer => layer.Name)],
            Layers = [.. cost.Layers.Select(layer => Layer(cost, layer))],
        };
        return JsonSerializer.Serialize(document, InspectJsonContext.Default.InspectDocument);
    }

    private static InspectLayer Layer(CostReport cost, LayerCost layer) => new()
    {
        Name = layer.Name,
        Op = layer.Op,
        OutputShape = layer.OutputShape.Lengths.ToArray(),
        Parameters = layer.Parameters,
        Macs = layer.Macs,
        Multiplications = layer.Arithmetic.Multiplications,
        Additions = layer.Arithmetic.Additions,
        Units = layer.Units,
        ActivationBytes = layer.ActivationBytes,
        WeightBytes = layer.WeightBytes,
        Bops = BitOperationCounter.Uniq(layer, 8, 8),
        AccumulatorBits = layer.Terms == 0 ? null : AccumulatorWidth.Signed(layer.Terms, 8, 8),
        WeightReuse = layer.Reuse.Weights,
        InputReuse = layer.Reuse.Inputs,
        MacShare = cost.ShareOf(layer),
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

    public required long Units { get; init; }

    public required long PeakActivationElements { get; init; }

    public required long WeightBytes { get; init; }

    public required long FlashBytes { get; init; }

    public required long RamBytes { get; init; }

    public required bool? Fits { get; init; }

    public required InspectFit Int8 { get; init; }

    public required InspectBops Bops { get; init; }

    public required double EnergyPicojoules { get; init; }

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

    public required long Units { get; init; }

    public required long ActivationBytes { get; init; }

    public required long WeightBytes { get; init; }

    public required double Bops { get; init; }

    public required int? AccumulatorBits { get; init; }

    public required double WeightReuse { get; init; }

    public required double InputReuse { get; init; }

    public required double MacShare { get; init; }
}

internal sealed record InspectFit(long FlashBytes, long RamBytes, bool? Fits);

internal sealed record InspectBops(double Uniq, long Products, int ActivationBits, int WeightBits);

internal sealed record InspectArena(long Bytes, long LowerBoundBytes, long LineBufferedBytes);

internal sealed record InspectTraining(long Sgd, long Momentum, long Adam);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InspectDocument))]
internal sealed partial class InspectJsonContext : JsonSerializerContext;
