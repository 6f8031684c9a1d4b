using System.Globalization;
using Bantam.Model;
using Bantam.Reports;
using Bantam.Training;

namespace Bantam.Studies;

/// <summary>The loss around a deep network's initial weights, with and without shortcuts.</summary>
internal static class LossSurfaceStudy
{
    private const int Layers = 20;
    private const int Width = 8;
    private const int Classes = 3;
    private const int Samples = 32;

    public static Study Study { get; } = new()
    {
        Id = "loss-surface",
        Title = "Loss surfaces with and without shortcuts",
        Lines = "781-782, 1232-1235",
        Ledger = ["S025"],
        Fill = page =>
        {
            LossSlice bowl = LossSlice.Of(w => 0.5 * (w * w).Sum(), Tensor.From<double>([2], 0, 0), [Tensor.From<double>([2], 1, 0), Tensor.From<double>([2], 0, 1)], new LossGrid(1, 5));
            page.Agrees("½‖w‖² at (1, 1)", 1, bowl.Losses[4][4], tolerance: 1e-6);
            Show(page, "plain", "20 layers, plain", hasShortcuts: false);
            Show(page, "shortcuts", "20 layers with shortcuts", hasShortcuts: true);
        },
    };

    private static void Show(StudyPage page, string id, string title, bool hasShortcuts)
    {
        Graph net = Deep(hasShortcuts).WithSeed(page.Seed);
        Tensor batch = Batch(page.Seed);
        Tensor labels = Tensor.From<int>([Samples], [.. Enumerable.Range(0, Samples).Select(i => i % Classes)]);
        LossSlice slice = LossSlice.Of(net, output => new SoftmaxCrossEntropy().Apply(output, labels), batch, new LossGrid(), page.Seed);
        double center = slice.Losses[slice.Steps.Count / 2][slice.Steps.Count / 2];
        page.Reports($"{title}: loss in the middle", center);
        page.Reports($"{title}: largest loss on the plane over it", slice.Losses.Max(row => row.Max()) / center);
        string[] steps = [.. slice.Steps.Select(step => step.ToString("0.0", CultureInfo.InvariantCulture))];

        // Losses lie orders of magnitude apart, so the picture shows their logarithms.
        page.Maps(id, new HeatFigure(title, "log10 of the loss", steps, steps, [.. slice.Losses.Select(row => row.Select(Math.Log10).ToArray())], value => value.ToString("0.00", CultureInfo.InvariantCulture)));
    }

    private static Graph Deep(bool hasShortcuts) => Graph.Create([Width], x =>
    {
        GraphBuilder end = x;
        for (int i = 1; i < Layers; i++)
        {
            GraphBuilder layer = end.Dense(Width).Relu();
            end = hasShortcuts ? layer.Add(end) : layer;
        }

        return end.Dense(Classes);
    });

    private static Tensor Batch(ulong seed)
    {
        Tensor batch = Tensor.Zeros([Samples, Width]);
        RandomStream random = new(seed, "loss-surface");
        foreach (ref float value in batch.Span<float>())
        {
            value = random.Uniform(-1, 1);
        }

        return batch;
    }
}
