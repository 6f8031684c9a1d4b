using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;
using Bantam.Training;

namespace Bantam.Studies;

/// <summary>One trained network, its weights and activations rounded to 8 bits down to 1: accuracy against bit operations.</summary>
internal static class BitWidthsStudy
{
    private const int TrainingSamples = 2000;
    private const int TestSamples = 1000;
    private const int MostBits = 8;

    public static Study Study { get; } = new()
    {
        Id = "bit-widths",
        Title = "Accuracy by bit operations: one network at 8 bits down to 1",
        Lines = "3141-3143",
        Ledger = ["S177"],
        Fill = page =>
        {
            DataSplits digits = SyntheticDigits.Create(page.Seed);
            Graph net = Train.Fit(Networks.Create("tiny-mlp"), digits.Train.Take(TrainingSamples), new TrainingOptions { Epochs = 4, Optimizer = new Adam(3e-3f), Seed = page.Seed });
            Dataset test = digits.Test.Take(TestSamples);
            CostReport cost = CostCounter.Count(net);
            QuantizedForward forward = new(net, Inputs(digits.Train.Take(TestSamples)));
            Point[] points =
            [
                .. Enumerable.Range(1, MostBits).Select(bits => new Point($"{bits} bits", BitOperationCounter.Uniq(cost, bits, bits) / 1e9, Accuracy(forward.Run(Inputs(test), bits), test))),
                new Point("32 bits, not rounded", BitOperationCounter.Uniq(cost, 32, 32) / 1e9, Accuracy(net.Run(Inputs(test)), test)),
            ];

            page.Agrees("bit operations grow with every bit", "yes", points.Zip(points.Skip(1)).All(pair => pair.First.Gbops < pair.Second.Gbops) ? "yes" : "no");
            page.Agrees("configurations, 6 or more", "yes", points.Length >= 6 ? "yes" : "no");
            foreach (Point point in points)
            {
                page.Reports($"{point.Name}: billions of bit operations", point.Gbops);
                page.Reports($"{point.Name}: accuracy, rounded without training", point.Accuracy);
            }

            page.Plots("accuracy", new PlotFigure(
                "Accuracy on drawn digits by bit operations, weights and activations of equal width",
                new PlotAxis("GBOPS", IsLogarithmic: true),
                new PlotAxis("accuracy"),
                [
                    new PlotSeries("tiny-mlp", [.. points.Select(point => new PlotPoint(point.Gbops, point.Accuracy, point.Name))], PlotMark.Dots),
                    new PlotSeries("Pareto front", [.. ParetoFront.Of(points, point => point.Gbops, point => point.Accuracy).Select(point => new PlotPoint(point.Gbops, point.Accuracy))], PlotMark.Steps),
                ]));
        },
    };

    private static Tensor Inputs(Dataset data)
    {
        Tensor inputs = Tensor.Zeros([data.Count, .. data.InputShape.Lengths.ToArray()]);
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyInput(i, inputs.Span<float>().Slice(i * data.InputShape.Count, data.InputShape.Count));
        }

        return inputs;
    }

    private static double Accuracy(Tensor scores, Dataset data) => Metrics.Accuracy(scores.Span<float>(), data.CopyLabels());

    private sealed record Point(string Name, double Gbops, double Accuracy);

    /// <summary>A multilayer perceptron that rounds what each dense layer reads: the simplest rounding after training.</summary>
    /// <remarks>Inputs of layers are not negative (pixels, ReLU): they use all codes from 0 on. One bit of a weight is its sign, times the mean magnitude.</remarks>
    private sealed class QuantizedForward
    {
        private readonly (Tensor Weight, Tensor Bias, float LargestInput)[] _layers;

        public QuantizedForward(Graph net, Tensor calibration)
        {
            Tensor x = Rows(calibration);
            List<(Tensor Weight, Tensor Bias, float LargestInput)> layers = [];
            foreach (Node node in net.Nodes.Where(node => node.Op is Dense))
            {
                (Tensor weight, Tensor bias) = (net.Values[node.Parameters.First()], net.Values[node.Parameters.Last()]);
                layers.Add((weight, bias, Largest(x)));
                x = new Relu().Apply(new Dense().Apply(x, weight, bias));
            }

            _layers = [.. layers];
        }

        public Tensor Run(Tensor inputs, int bits)
        {
            Tensor x = Rows(inputs);
            foreach ((Tensor weight, Tensor bias, float largest) in _layers)
            {
                Tensor rounded = new FakeQuantize(new AffineQuantizer(QuantizationParameters.AsymmetricFromRange(0, largest, 0, (1 << bits) - 1))).Apply(x);
                x = new Dense().Apply(rounded, Rounded(weight, bits), bias);
                x = weight == _layers[^1].Weight ? x : new Relu().Apply(x);
            }

            return x;
        }

        private static Tensor Rows(Tensor samples) => samples.Reshape([samples.Shape[0], samples.Count / samples.Shape[0]]);

        private static Tensor Rounded(Tensor weight, int bits)
        {
            if (bits == 1)
            {
                float mean = weight.ToArray<float>().Average(Math.Abs);
                return Tensor.From<float>(weight.Shape, [.. weight.ToArray<float>().Select(w => w < 0 ? -mean : mean)]);
            }

            int largest = (1 << (bits - 1)) - 1;
            return new FakeQuantize(new AffineQuantizer(QuantizationParameters.SymmetricFromAbsMax(weight.ToArray<float>().Max(Math.Abs), -largest, largest))).Apply(weight);
        }

        private static float Largest(Tensor x) => x.ToArray<float>().Max();
    }
}
