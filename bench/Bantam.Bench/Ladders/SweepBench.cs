using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Square products of growing size, as plain loops, in tiles without vectors, and in tiles with them: what size and each step of the kernel are worth.</summary>
internal static unsafe class SweepBench
{
    // Beyond it plain loops take seconds and show nothing new.
    private const int LargestForLoops = 512;

    private static readonly int[] s_sizes = [16, 32, 64, 128, 256, 512, 1024];

    public static void Run(BenchRun run)
    {
        int widest = SimdWidth.Current;
        foreach (int size in s_sizes)
        {
            Tensor a = Samples.Normal([size, size], "left");
            Tensor b = Samples.Normal([size, size], "right");
            Tensor c = Tensor.Zeros([size, size]);
            (nint pa, nint pb, nint pc) = ((nint)Samples.Address(a), (nint)Samples.Address(b), (nint)Samples.Address(c));
            if (size <= LargestForLoops)
            {
                Measure(run, "loops", size, () => Loops(size, (float*)pa, (float*)pb, (float*)pc));
            }

            GemmArguments arguments = Arguments(size, (float*)pa, (float*)pb, (float*)pc);
            SimdWidth.Current = 1;
            Measure(run, "tiles", size, () => Gemm.Multiply(arguments));
            SimdWidth.Current = widest;
            Measure(run, "vectors", size, () => Gemm.Multiply(arguments));
            GC.KeepAlive((a, b, c));
        }
    }

    private static void Measure(BenchRun run, string kernel, int size, Action product)
    {
        string name = FormattableString.Invariant($"{kernel}/{size}");
        if (run.Options.Wants(name))
        {
            run.Measure(new Workload(name, "GFLOP/s", 2e-9 * size * size * size, product));
        }
    }

    private static void Loops(int size, float* a, float* b, float* c)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                float sum = 0;
                for (int k = 0; k < size; k++)
                {
                    sum += a[(i * size) + k] * b[(k * size) + j];
                }

                c[(i * size) + j] = sum;
            }
        }
    }

    private static GemmArguments Arguments(int size, float* a, float* b, float* c) => new()
    {
        A = a,
        B = b,
        C = c,
        M = size,
        N = size,
        K = size,
        LeadingA = size,
        LeadingB = size,
        LeadingC = size,
        Low = float.NegativeInfinity,
        High = float.PositiveInfinity,
    };
}
