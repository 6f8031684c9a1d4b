using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The five activations of the notes' table, drawn.</summary>
internal static class ActivationsStudy
{
    private const int Points = 161;

    private static readonly (string Name, Op Op)[] Functions =
    [
        ("sigmoid", new Sigmoid()), ("tanh", new Tanh()), ("ReLU", new Relu()), ("leaky ReLU", new LeakyRelu()), ("ELU", new Elu()),
    ];

    public static Study Study { get; } = new()
    {
        Id = "activations",
        Title = "Five activations",
        Lines = "700-713",
        Ledger = ["S036", "S037"],
        Fill = page =>
        {
            page.Agrees("sigmoid(0)", 0.5, At(new Sigmoid(), 0));
            page.Agrees("leaky ReLU(−1)", -0.01, At(new LeakyRelu(), -1), tolerance: 1e-9);
            page.Agrees("ELU(−1)", -0.6321205588, At(new Elu(), -1), tolerance: 1e-7);
            page.Corrects("E10", "sigmoid reaches 1 at 5", notes: "yes", right: "no", ours: At(new Sigmoid(), 5) < 1 ? "no" : "yes");
            page.Corrects("E10", "tanh reaches −1 at −5", notes: "yes", right: "no", ours: At(new Tanh(), -5) > -1 ? "no" : "yes");
            page.Plots("functions", new PlotFigure(
                "Activations",
                new PlotAxis("x"),
                new PlotAxis("f(x)"),
                [.. Functions.Select(function => new PlotSeries(function.Name, Curve(function.Op)))]));
        },
    };

    private static double At(Op op, float x) => op.Apply(Tensor.From<float>([1], [x])).Item<float>();

    private static PlotPoint[] Curve(Op op)
    {
        float[] x = [.. Enumerable.Range(0, Points).Select(i => -4 + (i * 0.05f))];
        float[] y = op.Apply(Tensor.From<float>([Points], x)).ToArray<float>();
        return [.. x.Zip(y, (a, b) => new PlotPoint(a, b))];
    }
}
