using Bantam.Costs;
namespace Bantam.Advice;

/// <summary>Rules about energy: fewer bits, nearer memory, fewer multiplications. Estimates for 45 nm, to compare and not to add up.</summary>
internal static class EnergyRules
{
    private const string Lines = "notes: lines 464-469, 2513-2531 and 2555-2564";
    private const long LargestSram = 1 << 20;
    private const int BytesPerAccess = 8;
    private const double LargeShare = 0.5;
    private const int ManyTerms = 64;
    private const int TernaryMultiplications = 2;

    private static readonly EnergyTable s_prices = EnergyTables.Horowitz;

    public static Rule ReducePrecision { get; } = new("H-REDUCE-PRECISION", Severity.Hint, FindPrecision)
    {
        Title = "Float32 where int8 would do",
        Checks = "no value of the network is quantized",
        Source = $"{Lines}; lines 3217-3222 and 3346 (start with int8, per channel, by percentile)",
    };

    public static Rule KeepInSram { get; } = new("H-KEEP-IN-SRAM", Severity.Hint, FindDramWeights)
    {
        Title = "Weights that only DRAM can hold",
        Checks = "the weights as stored exceed 1 MiB, the largest SRAM of the energy table",
        Source = Lines,
    };

    public static Rule AvoidMultiplications { get; } = new("H-MULTIPLICATIONS", Severity.Hint, FindMultiplications)
    {
        Title = "One layer does most multiplications",
        Checks = "a layer has at least half of the multiplications and sums at least 64 products for each output",
        Source = "notes: lines 2540, 2553-2561 and 3317-3331",
    };

    private static IEnumerable<Observation> FindPrecision(LintSubject subject)
    {
        if (!subject.IsQuantized && subject.Stored.Macs > 0)
        {
            yield return new Observation(null, "Quantize to INT8: weights per channel, activations by percentile. Go further only where that misses the floor.")
            {
                Evidence =
                [
                    new("float32WeightBytes", subject.Stored.WeightBytes),
                    new("int8WeightBytes", subject.Int8.WeightBytes),
                    new("float32Picojoules", subject.Stored.Macs * s_prices.MacPicojoules(MacFormat.Float32)),
                    new("int8Picojoules", subject.Stored.Macs * s_prices.MacPicojoules(MacFormat.Int8)),
                ],
                Command = subject.FitCommand,
            };
        }
    }

    private static IEnumerable<Observation> FindDramWeights(LintSubject subject)
    {
        long bytes = subject.Stored.WeightBytes;
        if (bytes > LargestSram)
        {
            double accesses = Math.Ceiling((double)bytes / BytesPerAccess);
            yield return new Observation(null, $"Keep weights in SRAM: {(subject.Int8.WeightBytes <= LargestSram ? "as INT8 they fit" : "make them fewer, or work on tiles that stay there while they are used")}.")
            {
                Evidence =
                [
                    new("weightBytes", bytes),
                    new("int8WeightBytes", subject.Int8.WeightBytes),
                    new("dramPicojoules", accesses * PerAccess("dram")),
                    new("sramPicojoules", accesses * PerAccess("sram-1m")),
                ],
                Command = subject.IsQuantized ? subject.InspectCommand : subject.FitCommand,
            };
        }
    }

    private static IEnumerable<Observation> FindMultiplications(LintSubject subject) =>
        from layer in subject.LinearLayers
        where subject.MacShare(layer) >= LargeShare && layer.Cost.Terms >= ManyTerms
        let format = subject.IsQuantized ? MacFormat.Int8 : MacFormat.Float32
        let picojoules = s_prices.EnergyOf(PricedOperation.Multiplication, format.Operands).Picojoules
        select new Observation(layer.Name, "With ternary weights it would add and subtract, and multiply twice for each output. That needs training; measure the accuracy.")
        {
            Evidence =
            [
                new("multiplicationsPerOutput", layer.Cost.Terms),
                new("ternaryMultiplicationsPerOutput", TernaryMultiplications),
                new("multiplications", layer.Cost.Arithmetic.Multiplications),
                new("additions", layer.Cost.Arithmetic.Additions),
                new("multiplicationPicojoules", layer.Cost.Arithmetic.Multiplications * picojoules),
                new("ternaryPicojoules", TernaryMultiplications * layer.Cost.Units * picojoules),
            ],
            Command = subject.CompareCommand,
        };

    private static double PerAccess(string memory) => s_prices.AccessEnergy(s_prices.Memory(memory), s_prices.AccessBits).LowPicojoules;
}
