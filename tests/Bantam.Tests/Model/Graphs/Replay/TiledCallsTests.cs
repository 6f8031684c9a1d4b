using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>Steps that send a batch through several calls a few samples at a time: the bits of eager training whatever the batch and the number of threads.</summary>
[Collection(nameof(RunsAlone))]
public sealed class TiledCallsTests : IDisposable
{
    private readonly int _threads = WorkerPool.Threads;

    public void Dispose() => WorkerPool.Threads = _threads;

    [Theory]
    [InlineData("residual", 32, 1)]
    [InlineData("residual", 37, 2)]
    [InlineData("residual", 64, 4)]
    [InlineData("separable", 18, 2)]
    [InlineData("separable", 40, 1)]
    [InlineData("separable", 50, 3)]
    [InlineData("pooled", 24, 2)]
    [InlineData("pooled", 31, 1)]
    public void Gradients_statistics_and_loss_have_the_bits_of_an_eager_step(string name, int batch, int threads)
    {
        WorkerPool.Threads = threads;
        Graph net = Named(name);
        Tensor samples = SampleTensors.Uniform(net.Input.SampleShape.WithBatch(batch), 3);
        Tensor labels = Tensor.From<int>([batch], [.. Enumerable.Range(0, batch).Select(i => i % 4)]);
        Assert.NotEmpty(TiledStepsOf(net, samples, labels));
        TrainingStep step = new(net, LossOf, samples, labels);
        step.Run();

        Graph eager = Named(name);
        Dictionary<Parameter, Tensor> leaves = eager.Parameters.ToDictionary(p => p, p => Leaf(p, eager.Values[p]));
        Tensor loss = LossOf(StepFusion.Apply(eager).Run(samples, p => leaves[p], isTraining: true), labels);
        loss.Backward();

        Assert.Equal(loss.Item<float>(), step.Loss.Item<float>());
        Assert.Equal(eager.ContentHash(), net.ContentHash()); // running statistics
        Dictionary<string, Tensor> expected = leaves.Where(leaf => leaf.Value.Grad is not null).ToDictionary(leaf => leaf.Key.Name, leaf => leaf.Value.Grad!);
        Assert.Equal(expected.Count, step.Gradients.Count);
        Assert.All(step.Gradients, gradient => Assert.Equal(expected[gradient.Parameter.Name].ToArray<float>(), gradient.Gradient.ToArray<float>()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_after_the_second_allocates_nothing(int threads)
    {
        WorkerPool.Threads = threads;
        Graph net = Named("residual");
        Tensor samples = SampleTensors.Uniform(net.Input.SampleShape.WithBatch(32), 3);
        TrainingStep step = new(net, LossOf, samples, Tensor.Zeros(new TensorType(ElementType.Int32, [32])));
        KernelRuns.AssertNoAllocation(step.Run);
    }

    [Fact]
    public void Normalized_values_are_computed_again_in_the_backward_pass_and_not_kept()
    {
        Graph net = Named("separable");
        Tensor samples = SampleTensors.Uniform(net.Input.SampleShape.WithBatch(40), 3);
        IReadOnlyList<OpCall[]> tiled = TiledStepsOf(net, samples, Tensor.Zeros(new TensorType(ElementType.Int32, [40])));
        int layers = net.Nodes.Count(node => node.Op is BatchNorm);
        Assert.True(tiled.Sum(calls => calls.Count(call => call.Op is BatchNorm)) > layers);
    }

    [Fact]
    public void A_batch_whose_values_fit_the_cache_is_replayed_call_by_call()
    {
        Graph net = Named("residual");
        Tensor samples = SampleTensors.Uniform(net.Input.SampleShape.WithBatch(1), 3);
        Assert.Empty(TiledStepsOf(net, samples, Tensor.Zeros(new TensorType(ElementType.Int32, [1]))));
    }

    [Fact]
    public void Inference_on_a_large_batch_has_the_bits_of_each_sample_alone()
    {
        Graph net = Named("separable");
        InferenceStep many = new(net, 50);
        InferenceStep one = new(net, 1);
        SampleTensors.Uniform(many.Batch.Shape, 5).Span<float>().CopyTo(many.Batch.Span<float>());
        many.Run();
        for (int i = 0; i < 50; i++)
        {
            many.Batch.Span<float>().Slice(i * one.Batch.Count, one.Batch.Count).CopyTo(one.Batch.Span<float>());
            one.Run();
            Assert.Equal(one.Output.ToArray<float>(), many.Output.Span<float>().Slice(i * 4, 4).ToArray());
        }
    }

    [Fact]
    public void Convolutions_that_share_weights_read_them_each_in_its_own_order()
    {
        Tensor x = SampleTensors.Uniform([40, 24, 24, 16], 1);
        Tensor weights = SampleTensors.Uniform([16, 3, 3, 16], 2);
        Tensor Apply() => Convolve(new MaxPool { Kernel = 8, Stride = 8 }.Apply(Convolve(x)));
        Tensor Convolve(Tensor input) => new Conv2d { Padding = Padding.Same }.Apply(input, weights);

        Tensor? output = null;
        CallRecording recording = CallRecording.Of(() => output = Apply());
        Assert.Contains(ReplaySchedule.Of(recording).Steps, TiledCalls.IsWorthwhile);
        CallReplay replay = CallReplay.Of(recording, [output!]);
        replay.Run();
        Assert.Equal(Apply().ToArray<float>(), replay.Locate(output!).ToArray<float>());
    }

    private static IReadOnlyList<OpCall[]> TiledStepsOf(Graph net, Tensor samples, Tensor labels)
    {
        Graph copy = StepFusion.Apply(net);
        Dictionary<Parameter, Tensor> leaves = net.Parameters.ToDictionary(p => p, p => Leaf(p, net.Values[p].Clone()));
        CallRecording recording = CallRecording.Of(() => LossOf(copy.Run(samples, p => leaves[p], isTraining: true), labels).Backward());
        return [.. ReplaySchedule.Of(recording).Steps.Where(TiledCalls.IsWorthwhile)];
    }

    private static Tensor LossOf(Tensor output, Tensor labels) => new SoftmaxCrossEntropy().Apply(output, labels);

    private static Tensor Leaf(Parameter parameter, Tensor value)
    {
        Tensor leaf = value.Detach();
        leaf.RequiresGrad = parameter.IsTrainable;
        return leaf;
    }

    private static Graph Named(string name) => Graph.Create([25, 23, 3], x => name switch
    {
        "residual" => x.Conv2d(20, 3).BatchNorm().Relu().ResidualBlock(20).ResidualBlock(20)
            .Conv2d(33, 3, stride: 2).BatchNorm().Relu().GlobalAveragePool().Dense(4),
        "separable" => x.Conv2d(24, 3, stride: 2).BatchNorm().Relu().DepthwiseConv2d(3).BatchNorm().Relu().Conv2d(40, 1).BatchNorm().Relu6()
            .DepthwiseConv2d(5, stride: 2).BatchNorm().Relu().Conv2d(17, 1).BatchNorm().GlobalAveragePool().Dense(4),
        _ => x.Conv2d(9, 5).BatchNorm().Relu().MaxPool(2).Conv2d(19, 3).Relu().MaxPool(2).Flatten().Dense(4),
    }).WithSeed(7);
}
