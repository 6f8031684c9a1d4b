using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Narrow inputs cost little accuracy where the accumulator is wide, and much where it is not.</summary>
internal static class TensorCoreStudy
{
    private static readonly (string Name, MiniFloat Format)[] Accumulators =
    [
        ("Float32", MiniFloat.Float32),
        ("Float16", MiniFloat.Float16),
        ("BFloat16", MiniFloat.BFloat16),
    ];

    public static Study Study { get; } = new()
    {
        Id = "tensor-core",
        Title = "Tensor cores: D = A·B + C, and why the accumulator is wide",
        Lines = "498-528",
        Ledger = ["S198", "S343"],
        Fill = page =>
        {
            page.Agrees("4096 ones, Float16 accumulator", 2048, SumOfOnes(4096, MiniFloat.Float16));
            page.Agrees("4096 ones, Float32 accumulator", 4096, SumOfOnes(4096, MiniFloat.Float32));
            page.Reports("4096 ones, BFloat16 accumulator", SumOfOnes(4096, MiniFloat.BFloat16));
            TensorCore wide = new(16, MiniFloat.Float16, MiniFloat.Float32);
            MatrixProduct whole = new(2, 2, 2, [1, 2, 3, 4], [5, 6, 7, 8]);
            page.Agrees("[1 2; 3 4]·[5 6; 7 8]", "19, 22, 43, 50", string.Join(", ", wide.Run(whole).Result));

            MatrixProduct product = RandomProducts.Of(16, 256, 16, page.Seed);
            foreach ((string name, MiniFloat format) in Accumulators)
            {
                page.Reports($"16×256 by 256×16, inputs in [−1, 1) as Float16, {name} accumulator: largest error", LargestError(product, MiniFloat.Float16, format));
            }

            page.Reports("the same with Float32 inputs and accumulator: largest error", LargestError(product, MiniFloat.Float32, MiniFloat.Float32));
            int[] counts = [64, 128, 256, 512, 1024, 2048, 4096];
            page.Plots("ones", new PlotFigure(
                "Sum of n ones",
                new PlotAxis("n", IsLogarithmic: true),
                new PlotAxis("sum", IsLogarithmic: true),
                [.. Accumulators.Select(entry => new PlotSeries($"{entry.Name} accumulator", [.. counts.Select(n => new PlotPoint(n, SumOfOnes(n, entry.Format)))]))]));
        },
    };

    private static double SumOfOnes(int count, MiniFloat accumulator)
    {
        float[] ones = [.. Enumerable.Repeat(1f, count)];
        return new TensorCore(4, MiniFloat.Float16, accumulator).Run(new MatrixProduct(1, count, 1, ones, ones)).Result[0];
    }

    private static double LargestError(MatrixProduct product, MiniFloat input, MiniFloat accumulator)
    {
        IReadOnlyList<double> exact = new TensorCore(16, MiniFloat.Float64, MiniFloat.Float64).Run(product).Result;
        return exact.Zip(new TensorCore(16, input, accumulator).Run(product).Result, (a, b) => Math.Abs(a - b)).Max();
    }
}
