using Bantam.Advice;
using Bantam.Compression;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Advice;

/// <summary>Parts of which fixtures of rules are made.</summary>
internal static class LintNetworks
{
    private const int Samples = 64;

    extension(GraphBuilder x)
    {
        /// <summary>Rounds to levels with one scale.</summary>
        public GraphBuilder Quantized(float scale, int zeroPoint = 0) => x.Then(x.NameFor("quantize"), Quantizer(scale, zeroPoint, -128, 127));

        /// <summary>A dense layer without bias whose weights are codes of some bits, with one scale for each output.</summary>
        public GraphBuilder QuantizedDense(int outputs, int bits = 8)
        {
            string name = x.NameFor("dense");
            int largest = (1 << (bits - 1)) - 1;
            Parameter weight = new($"{name}.weight", [outputs, x.Shape[0]], Initializer.Of(0.5f));
            QuantizationParameters codes = new([.. Enumerable.Repeat(0.01f, outputs)], [.. Enumerable.Repeat(0, outputs)], 0, -largest, largest);
            return x.Then(name, new Dense(), new Node($"{name}.weight.quantized", new FakeQuantize(new AffineQuantizer(codes)), weight));
        }

        public GraphBuilder DenseChain(int layers)
        {
            for (int i = 0; i < layers; i++)
            {
                x = x.Dense(4);
            }

            return x;
        }
    }

    public static LintCase With(this Graph graph, LintOptions options) => new(graph, options);

    /// <summary>Two inputs and two outputs that are the first input and its negative.</summary>
    public static Graph SignOfFirst(Func<GraphBuilder, GraphBuilder>? before = null)
    {
        Graph graph = Graph.Create([2], x => (before?.Invoke(x) ?? x).Dense(2, bias: false));
        return graph.Assigned("dense1.weight", Tensor.From<float>([2, 2], 1, 0, -1, 0));
    }

    public static Graph Assigned(this Graph graph, string parameter, Tensor value) =>
        graph.With(graph.Values.With([new(graph.Parameters.Single(p => p.Name == parameter), value)]));

    public static Graph PostTraining(Graph graph, Granularity granularity = Granularity.PerChannel)
    {
        Tensor batch = Tensor.Zeros(graph.Input.SampleShape.WithBatch(8));
        RandomStream random = new(5, "calibration");
        foreach (ref float value in batch.Span<float>())
        {
            value = (float)random.NextNormal();
        }

        return new PostTrainingQuantization([batch]) { WeightGranularity = granularity }.Apply(InferencePasses.Apply(graph));
    }

    /// <summary>Two-dimensional samples whose class is the sign of the first number, 0 where it is positive.</summary>
    /// <param name="first">The magnitude of the first number.</param>
    /// <param name="second">The magnitude of the second number.</param>
    /// <param name="validationScale">By how much validation samples are larger.</param>
    /// <param name="isMislabeled">Whether the labels of the validation samples are wrong.</param>
    public static LintOptions Signs(float first = 1, float second = 1, float validationScale = 1, bool isMislabeled = false)
    {
        Dataset training = Part(first, second, isMislabeled: false);
        return new LintOptions { Data = new DataSplits(training, Part(first * validationScale, second * validationScale, isMislabeled), training) };
    }

    private static Dataset Part(float first, float second, bool isMislabeled)
    {
        float[] values = new float[2 * Samples];
        int[] labels = new int[Samples];
        RandomStream random = new(7, "signs");
        for (int i = 0; i < Samples; i++)
        {
            bool isPositive = i % 2 == 0;
            values[2 * i] = (isPositive ? first : -first) * (float)(0.5 + (0.5 * random.NextDouble()));
            values[(2 * i) + 1] = second * (float)((2 * random.NextDouble()) - 1);
            labels[i] = isPositive == isMislabeled ? 1 : 0;
        }

        return new Dataset("signs", new LearningTask.Classification(2), [2], values, labels, new Preprocessing.None());
    }

    private static FakeQuantize Quantizer(float scale, int zeroPoint, int qMin, int qMax) =>
        new(new AffineQuantizer(new QuantizationParameters([scale], [zeroPoint], null, qMin, qMax)));
}
