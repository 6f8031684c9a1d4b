using System.Diagnostics;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>How fast matrices are multiplied through the public interface, in whatever way this program was compiled.</summary>
internal static class MatrixSpeed
{
    public const int Side = 256;

    private const int ProductsPerBlock = 20;
    private const int Blocks = 100;

    /// <summary>GFLOP/s of the best block.</summary>
    public static double Measure()
    {
        Parallelism.Threads = 1;
        using NoGrad quiet = new();
        Tensor a = Tensor.Full([Side, Side], 0.5f);
        MatMul product = new();
        double fastest = double.PositiveInfinity;
        for (int block = 0; block < Blocks; block++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < ProductsPerBlock; i++)
            {
                product.Apply(a, a);
            }

            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds / ProductsPerBlock);
        }

        return 2e-9 * Side * Side * Side / fastest;
    }
}
