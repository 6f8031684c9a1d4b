using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Single convolutions against libtorch: forward of one image, and forward with both gradients of a batch.</summary>
internal static class ConvBench
{
    private const int TrainingBatch = 32;

    private static readonly ConvLayer[] s_layers =
    [
        new(32, 32, 3, 16, 3, 1),
        new(32, 32, 16, 16, 3, 1),
        new(32, 32, 16, 32, 3, 2),
        new(16, 16, 32, 32, 3, 1),
        new(16, 16, 32, 64, 3, 2),
        new(8, 8, 64, 64, 3, 1),
        new(28, 28, 1, 8, 5, 1),
        new(12, 12, 8, 16, 5, 1),
        new(25, 5, 64, 64, 1, 1),
        new(96, 96, 3, 8, 3, 2),
        new(12, 12, 64, 128, 1, 1),
        new(6, 6, 128, 128, 1, 1),
        new(25, 5, 64, 0, 3, 1),
        new(48, 48, 16, 0, 3, 2),
        new(12, 12, 128, 0, 3, 2),
        new(6, 6, 128, 0, 3, 1),
    ];

    public static void Run(BenchRun run)
    {
        foreach (ConvLayer layer in s_layers)
        {
            if (run.Options.Wants($"{layer}/1/forward"))
            {
                Forward(run, layer);
            }

            if (run.Options.Wants($"{layer}/{TrainingBatch}/train"))
            {
                Training(run, layer);
            }
        }
    }

    private static void Forward(BenchRun run, ConvLayer layer)
    {
        Graph graph = layer.Create();
        InferenceStep step = new(graph, 1);
        Samples.Normal(step.Batch.Shape, "batch").Span<float>().CopyTo(step.Batch.Span<float>());
        step.Run();
        run.Measure(new Workload($"{layer}/1/forward", "GFLOP/s", Operations(graph), step.Run), new Challenger(TorchPeer.Name, () =>
        {
            TorchPeer.Load(run.Options.Threads);
            (TorchInference faster, string? layout) = TorchLayouts.Faster(step.Batch.Shape, run.Options.Threads, last => new TorchInference(graph, step.Batch, last), peer => peer.Run());
            float[] theirs = ChannelsFirst.Batch(step.Output);
            return new Prepared(faster.Run, Samples.Difference(theirs, faster.Output()), layout) { Owned = faster };
        }));
    }

    private static void Training(BenchRun run, ConvLayer layer)
    {
        Graph graph = layer.Create();
        Tensor batch = Samples.Normal(graph.Input.SampleShape.WithBatch(TrainingBatch), "batch");
        Tensor upstream = Samples.Normal(graph.Output.SampleShape.WithBatch(TrainingBatch), "upstream");
        ConvolutionGradients ours = new(graph.Nodes[0], graph, batch, upstream);
        ours.Run();
        run.Measure(new Workload($"{layer}/{TrainingBatch}/train", "GFLOP/s", 3 * TrainingBatch * Operations(graph), ours.Run), new Challenger(TorchPeer.Name, () =>
        {
            TorchPeer.Load(run.Options.Threads);
            (TorchGradients faster, string? layout) = TorchLayouts.Faster(batch.Shape, run.Options.Threads, last => new TorchGradients(graph, batch, upstream, last), peer => peer.Run());
            (float[] expected, _) = ChannelsFirst.Weight(graph.Nodes[0], ours.WeightGradient);
            return new Prepared(faster.Run, Samples.Difference(expected, faster.WeightGradient()), layout) { Owned = faster };
        }));
    }

    private static double Operations(Graph graph) => 2e-9 * graph.Nodes[0].Cost.Macs;
}

/// <summary>One convolution: SAME size, 0 output channels for a depthwise one.</summary>
internal sealed record ConvLayer(int Height, int Width, int Inputs, int Outputs, int Kernel, int Stride)
{
    public Graph Create() => EvenPadding.Apply(Graph.Create(new Shape(Height, Width, Inputs), x => Outputs == 0
        ? x.DepthwiseConv2d(Kernel, Stride, bias: false)
        : x.Conv2d(Outputs, Kernel, Stride, bias: false)).WithSeed(1));

    public override string ToString() => Outputs == 0
        ? $"dw{Kernel}x{Kernel}s{Stride}-{Height}x{Width}x{Inputs}"
        : $"conv{Kernel}x{Kernel}s{Stride}-{Height}x{Width}x{Inputs}-{Outputs}";
}
