namespace Bantam.Bench;

/// <summary>The benches by name.</summary>
internal static class BenchCatalog
{
    private static readonly (string Name, Action<BenchRun> Run)[] s_benches =
    [
        ("gemm", GemmBench.Run),
        ("sweep", SweepBench.Run),
        ("conv", ConvBench.Run),
        ("train", TrainBench.Run),
        ("infer", InferBench.Run),
        (ModelBench.Name, ModelBench.Run),
        ("infer-int8", QuantizedInferBench.Run),
        ("first", FirstResultBench.Run),
        (AgreementBench.Name, AgreementBench.Run),
        ("pool", PoolBench.Run),
        ("start", StartBench.Run),
        ("ops", OpsBench.Run),
        ("memory", MemoryBench.Run),
        ("denormals", DenormalBench.Run),
        ("aot", AheadOfTimeBench.Run),
    ];

    public static IEnumerable<string> Names => s_benches.Select(bench => bench.Name);

    /// <summary>The bench of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Action<BenchRun> Find(string name) =>
        Array.Find(s_benches, bench => bench.Name == name).Run
        ?? throw new ArgumentException($"There is no bench '{name}'. Benches: {string.Join(", ", Names)}.");
}
