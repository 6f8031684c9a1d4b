using Bantam.Model;

namespace Bantam.Bench;

/// <summary>libtorch has two layouts for images, and which is faster depends on the network: it runs in its better one.</summary>
internal static class TorchLayouts
{
    private const int Tries = 5;

    /// <summary>Tries both layouts and keeps the faster.</summary>
    /// <param name="batch">The shape of the batch: only images have two layouts.</param>
    /// <param name="threads">How many threads it uses.</param>
    /// <param name="create">Makes a contestant; the argument says whether channels lie last.</param>
    /// <param name="run">Runs it once.</param>
    /// <returns>The faster one and its layout, null where there is but one.</returns>
    public static (T Faster, string? Layout) Faster<T>(Shape batch, int threads, Func<bool, T> create, Action<T> run)
        where T : IDisposable
    {
        T first = create(false);
        if (batch.Rank != 4)
        {
            return (first, null);
        }

        T last = create(true);
        if (Fastest(threads, () => run(last)) < Fastest(threads, () => run(first)))
        {
            first.Dispose();
            return (last, "NHWC");
        }

        last.Dispose();
        return (first, "NCHW");
    }

    private static double Fastest(int threads, Action run)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < Tries; i++)
        {
            double start = Clocks.Read(Clocks.For(threads));
            run();
            best = Math.Min(best, Clocks.Read(Clocks.For(threads)) - start);
        }

        return best;
    }
}
