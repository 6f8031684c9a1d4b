using Bantam.Model;

namespace Bantam.Bench;

/// <summary>How fast matrices are multiplied through the public interface, in whatever way this program was compiled.</summary>
internal static class MatrixSpeed
{
    public const int Side = 256;

    private const int ProductsPerBlock = 10;
    private const int Blocks = 200;

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
            double start = Clocks.Read(ClockKind.ThreadTime);
            for (int i = 0; i < ProductsPerBlock; i++)
            {
                product.Apply(a, a);
            }

            fastest = Math.Min(fastest, (Clocks.Read(ClockKind.ThreadTime) - start) / ProductsPerBlock);
        }

        return 2e-9 * Side * Side * Side / fastest;
    }
}
