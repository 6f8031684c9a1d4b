namespace Bantam.Costs;

/// <summary>What must hold of a device that was read: the types of its fields do not say it.</summary>
internal static class DeviceRules
{
    private const double Largest = 1e18;

    /// <summary>The first rule that a device breaks.</summary>
    /// <returns>A sentence without its full stop, which names the field; null if all hold.</returns>
    public static string? Breach(Device device) =>
        Checks(device).FirstOrDefault(check => !check.Holds) is { Field: not null } broken ? $"{broken.Field} must {broken.Demand}" : null;

    private static IEnumerable<Check> Checks(Device device) =>
    [
        Named("name", device.Name),
        Named("core", device.Core),
        Named("source", device.Source),
        new("class", "be microcontroller, processor, gpu or accelerator", Enum.IsDefined(device.Class)),
        Positive("clockHertz", device.ClockHertz),
        Positive("flashBytes", device.FlashBytes),
        Positive("ramBytes", device.RamBytes),
        Positive("activeWatts", device.ActiveWatts),
        .. device.Pipeline is { } pipeline ? OfPipeline(pipeline) : [],
        .. device.Memory.SelectMany(OfLevel),
        .. device.Units.SelectMany(OfUnit),
        .. device.Synchronization is { } waiting ? OfWaiting(waiting) : [],
        .. device.Instructions is { } costs ? OfInstructions(costs) : [],
    ];

    private static IEnumerable<Check> OfPipeline(PipelineTraits pipeline) =>
    [
        Positive("pipeline.stages", pipeline.Stages),
        Positive("pipeline.issueWidth", pipeline.IssueWidth),
        NotNegative("pipeline.branchPenaltyCycles", pipeline.BranchPenaltyCycles),
    ];

    private static IEnumerable<Check> OfLevel(MemoryLevel level, int index) => level is null ? [NotNull($"memory[{index}]")] :
    [
        Named($"memory[{index}].name", level.Name),
        Positive($"memory[{index}].bytes", level.Bytes),
        Positive($"memory[{index}].bytesPerSecond", level.BytesPerSecond),
        Positive($"memory[{index}].latencyNanoseconds", level.LatencyNanoseconds),
        Positive($"memory[{index}].lineBytes", level.LineBytes),
        Positive($"memory[{index}].picojoulesPerWord", level.PicojoulesPerWord),
    ];

    private static IEnumerable<Check> OfUnit(ArithmeticUnit unit, int index) => unit is null ? [NotNull($"units[{index}]")] :
    [
        Named($"units[{index}].name", unit.Name),
        new($"units[{index}].operation", "be mac or add", Enum.IsDefined(unit.Operation)),
        new($"units[{index}].kind", "be integer or float", Enum.IsDefined(unit.Kind)),
        new($"units[{index}].kernel", "be dense, popcount, bit-serial or skip-zeros", Enum.IsDefined(unit.Kernel)),
        new($"units[{index}].bits", "be 1 to 64", unit.Bits is >= 1 and <= 64),
        Positive($"units[{index}].lanesPerWord", unit.LanesPerWord),
        Positive($"units[{index}].cyclesPerWord", unit.CyclesPerWord),
        Positive($"units[{index}].count", unit.Count),
        Positive($"units[{index}].zeroBlock", unit.ZeroBlock),
        Positive($"units[{index}].relativeArea", unit.RelativeArea),
        Positive($"units[{index}].relativeEnergy", unit.RelativeEnergy),
    ];

    private static IEnumerable<Check> OfWaiting(SynchronizationCosts waiting) =>
    [
        NotNegative("synchronization.barrierNanoseconds", waiting.BarrierNanoseconds),
        NotNegative("synchronization.launchNanoseconds", waiting.LaunchNanoseconds),
        NotNegative("synchronization.atomicNanoseconds", waiting.AtomicNanoseconds),
    ];

    private static IEnumerable<Check> OfInstructions(InstructionCosts costs) =>
    [
        Positive("instructions.cyclesPerInstruction", costs.CyclesPerInstruction),
        .. costs.Kernels.SelectMany(OfKernel),
    ];

    private static IEnumerable<Check> OfKernel(KernelCost cost, int index) => cost is null ? [NotNull($"instructions.kernels[{index}]")] :
    [
        new($"instructions.kernels[{index}].kernel", "be a kernel", Enum.IsDefined(cost.Kernel)),
        Positive($"instructions.kernels[{index}].channelBlock", cost.ChannelBlock),
        NotNegative($"instructions.kernels[{index}].perTerm", cost.PerTerm),
        NotNegative($"instructions.kernels[{index}].perRun", cost.PerRun),
        NotNegative($"instructions.kernels[{index}].perOutput", cost.PerOutput),
        NotNegative($"instructions.kernels[{index}].perPixel", cost.PerPixel),
        NotNegative($"instructions.kernels[{index}].perCall", cost.PerCall),
    ];

    private static Check Named(string field, string text) => new(field, "not be empty", !string.IsNullOrWhiteSpace(text));

    private static Check Positive(string field, double? value) => new(field, "be greater than 0 and at most 1e18", value is null or (> 0 and <= Largest));

    private static Check NotNegative(string field, double value) => new(field, "be 0 or more and at most 1e18", value is >= 0 and <= Largest);

    private static Check NotNull(string field) => new(field, "not be null", false);

    private readonly record struct Check(string Field, string Demand, bool Holds);
}
