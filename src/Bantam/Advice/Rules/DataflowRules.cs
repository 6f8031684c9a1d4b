using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Rules about how well a network feeds the units that compute.</summary>
internal static class DataflowRules
{
    private const double LargeShare = 0.5;
    private const double NotableShare = 0.1;
    private const double GoodUtilization = 0.9;
    private const double PoorUtilization = 0.5;
    private const long SmallSram = 32 * 1024;
    private const int WordLanes = 4;
    private const int HeliumLanes = 16;

    public static Rule Vectorize { get; } = new("H-VECTORIZE", Severity.Hint, FindIdleLanes)
    {
        Title = "Channels that leave vector lanes idle",
        Checks = "a layer before the last with at least 10 % of the MACs fills less than 90 % of the lanes: 4 of int8 in a word, 16 with Helium",
        Source = "notes: lines 464-467",
    };

    public static Rule ReuseData { get; } = new("H-REUSE-DATA", Severity.Hint, FindSingleUse)
    {
        Title = "Weights that are fetched for a single MAC",
        Checks = "a layer of 32 KiB or more with at least half of the weights uses each of them once",
        Source = "notes: lines 464-469, 827-828 and 2555-2562",
    };

    public static Rule MemoryBound { get; } = new("H-MEMORY-BOUND", Severity.Hint, FindMemoryBound)
    {
        Title = "A layer that waits for memory",
        Checks = "a layer with at least 10 % of the time keeps the units busy for less than half of it: F/(P·T) with T the longer of F/P and bytes/B. Fewer MACs would not make it faster",
        Source = "notes: lines 676-679 and 3719-3724",
        Needs = LintNeeds.Roofline,
    };

    private static IEnumerable<Observation> FindIdleLanes(LintSubject subject)
    {
        int lanes = subject.Options.Device?.InstructionSet.Contains("Helium", StringComparison.Ordinal) == true ? HeliumLanes : WordLanes;
        return
            from layer in subject.LinearLayers.SkipLast(1)
            let channels = layer.Node.SampleShape[^1]
            let utilization = (double)channels / ((channels + lanes - 1) / lanes * lanes)
            where utilization < GoodUtilization && subject.MacShare(layer) >= NotableShare
            select new Observation(layer.Name, $"Choose a multiple of {lanes} channels: the next one up costs a vector unit the same time.")
            {
                Evidence = [new("channels", channels), new("lanes", lanes), new("laneUtilization", utilization), new("macShare", subject.MacShare(layer))],
                Command = subject.CompareCommand,
            };
    }

    private static IEnumerable<Observation> FindSingleUse(LintSubject subject) =>
        from layer in subject.LinearLayers
        where layer.Node.Op is Dense && layer.Cost.WeightBytes >= SmallSram && subject.WeightShare(layer) >= LargeShare
        let bytes = layer.Cost.InputBytes + layer.Cost.WeightBytes + layer.Cost.ActivationBytes
        select new Observation(layer.Name, "Its time is that of reading its weights. A convolution uses each weight at every position; a global average pool before it leaves it fewer inputs.")
        {
            Evidence =
            [
                new("macsPerWeight", (double)layer.Cost.Macs / layer.Node.Inputs[1].Type.Shape.Count),
                new("operationsPerByte", 2.0 * layer.Cost.Macs / bytes),
                new("weightBytes", layer.Cost.WeightBytes),
                new("weightShare", subject.WeightShare(layer)),
            ],
            Command = subject.CompareCommand,
        };

    private static IEnumerable<Observation> FindMemoryBound(LintSubject subject)
    {
        LayerTime[] times = [.. subject.LinearLayers.Select(layer => LayerTime.Of(layer, subject.Options.Roofline!))];
        double total = times.Sum(time => time.Seconds);
        return
            from time in times
            where time.Utilization < PoorUtilization && time.Seconds >= NotableShare * total
            select new Observation(time.Layer.Name, "Feed the units: fewer bits for each weight, tiles that stay in fast memory, or larger batches.")
            {
                Evidence =
                [
                    new("utilization", time.Utilization),
                    new("computeMilliseconds", 1e3 * time.ComputeSeconds),
                    new("memoryMilliseconds", 1e3 * time.MemorySeconds),
                    new("bytes", time.Bytes),
                ],
                Command = subject.IsQuantized ? subject.InspectCommand : subject.FitCommand,
            };
    }

    /// <summary>The time of a layer where arithmetic and memory overlap perfectly.</summary>
    private readonly record struct LayerTime(Layer Layer, long Bytes, double ComputeSeconds, double MemorySeconds)
    {
        public double Seconds => Math.Max(ComputeSeconds, MemorySeconds);

        public double Utilization => Seconds == 0 ? 1 : ComputeSeconds / Seconds;

        public static LayerTime Of(Layer layer, Roofline machine)
        {
            long bytes = layer.Cost.InputBytes + layer.Cost.WeightBytes + layer.Cost.ActivationBytes;
            return new LayerTime(layer, bytes, 2.0 * layer.Cost.Macs / machine.OperationsPerSecond, bytes / machine.BytesPerSecond);
        }
    }
}
