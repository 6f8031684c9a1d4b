using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Matrix products against MKL, OpenBLAS and oneDNN.</summary>
internal static unsafe class GemmBench
{
    private delegate void Product(GemmShape shape, float* a, float* b, float* c);

    public static void Run(BenchRun run)
    {
        foreach (GemmShape shape in GemmShape.All.Where(shape => run.Options.Wants(shape.ToString())))
        {
            Measure(run, shape);
        }
    }

    private static void Measure(BenchRun run, GemmShape shape)
    {
        Tensor a = Samples.Normal([shape.M, shape.K], "left");
        Tensor b = Samples.Normal([shape.K, shape.N], "right");
        Tensor ours = Tensor.Zeros([shape.M, shape.N]);
        GemmArguments arguments = new()
        {
            A = Samples.Address(a),
            B = Samples.Address(b),
            C = Samples.Address(ours),
            M = shape.M,
            N = shape.N,
            K = shape.K,
            LeadingA = shape.K,
            LeadingB = shape.N,
            LeadingC = shape.N,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        Workload work = new(shape.ToString(), "GFLOP/s", shape.Operations * 1e-9, () => Gemm.Multiply(arguments), Tolerance: 1e-4);
        run.Measure(
            work,
            new Challenger(BlasPeer.MklName, () => Peer(BlasPeer.Mkl(run.Options.Threads).Multiply)),
            new Challenger(BlasPeer.OpenBlasName, () => Peer(BlasPeer.OpenBlas(run.Options.Threads).Multiply)),
            new Challenger(OneDnnPeer.Name, () => Peer(OneDnnPeer.Load(run.Options.Threads).Multiply)));

        Prepared Peer(Product product)
        {
            Tensor theirs = Tensor.Zeros(ours.Shape);
            (nint pa, nint pb, nint pc) = ((nint)Samples.Address(a), (nint)Samples.Address(b), (nint)Samples.Address(theirs));
            Action multiply = () => product(shape, (float*)pa, (float*)pb, (float*)pc);
            work.Ours();
            multiply();
            return new Prepared(multiply, Samples.Difference(ours.Span<float>(), theirs.Span<float>())) { Owned = new KeptAlive(theirs) };
        }
    }

    /// <summary>Holds a tensor whose address native code uses.</summary>
    private sealed class KeptAlive(object kept) : IDisposable
    {
        public void Dispose() => GC.KeepAlive(kept);
    }
}
