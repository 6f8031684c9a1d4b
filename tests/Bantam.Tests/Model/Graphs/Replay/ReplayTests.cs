using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>Compiled steps against eager execution: the same bits, no allocation, and no dependence on the number of threads.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ReplayTests : IDisposable
{
    private readonly int _threads = WorkerPool.Threads;

    public static TheoryData<string> Networks { get; } = ["convolutional", "residual", "separable", "perceptron", "every layer", "attention"];

    public void Dispose() => WorkerPool.Threads = _threads;

    [Theory, MemberData(nameof(Networks))]
    public void Compiled_training_gives_the_bits_of_eager_training(string name)
    {
        Graph compiled = Named(name);
        Graph eager = Named(name);
        Training training = new(compiled);
        OptimizerState optimizer = new(new Sgd(0.05f, 0.9f));
        for (int i = 0; i < 5; i++)
        {
            training.Fill(i);
            training.Step.Run();
            (float loss, ParameterGradient[] gradients) = EagerStep(eager, training.Batch, training.Labels);
            Assert.Equal(loss, training.Step.Loss.Item<float>());
            Assert.Equal(gradients.Length, training.Step.Gradients.Count);
            for (int k = 0; k < gradients.Length; k++)
            {
                Assert.Equal(gradients[k].Gradient.ToArray<float>(), training.Step.Gradients[k].Gradient.ToArray<float>());
            }

            optimizer.Step(gradients);
            training.Optimizer.Step(training.Step.Gradients);
            Assert.Equal(eager.ContentHash(), compiled.ContentHash()); // running statistics included
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Compiled_inference_gives_the_bits_of_eager_inference(string name)
    {
        Graph net = Named(name);
        InferenceStep step = new(net, 3);
        for (ulong i = 0; i < 3; i++)
        {
            Tensor batch = SampleTensors.Uniform(step.Batch.Shape, i);
            batch.Span<float>().CopyTo(step.Batch.Span<float>());
            step.Run();
            Assert.Equal(net.Run(batch).ToArray<float>(), step.Output.ToArray<float>());
        }

        foreach (Parameter parameter in net.Parameters)
        {
            net.Values[parameter].Span<float>().Fill(0.125f);
        }

        step.Refresh();
        step.Run();
        Assert.Equal(net.Run(step.Batch).ToArray<float>(), step.Output.ToArray<float>());
    }

    [Fact]
    public void Compiling_a_step_changes_no_value()
    {
        Graph net = Named("convolutional");
        string before = net.ContentHash();
        Training training = new(net);
        Assert.Equal(before, net.ContentHash());
        Assert.True(training.Step.ArenaBytes > 0);
        Assert.Equal(new Shape(8, 10), training.Step.Output.Shape);
    }

    [Theory, MemberData(nameof(Networks))]
    public void A_training_step_allocates_nothing_after_its_second_run(string name)
    {
        Training training = new(Named(name));
        training.Fill(1);
        AssertAllocatesNothing(() =>
        {
            training.Step.Run();
            training.Optimizer.Step(training.Step.Gradients);
        });
    }

    [Theory, MemberData(nameof(Networks))]
    public void An_inference_step_allocates_nothing(string name)
    {
        InferenceStep step = new(Named(name), 4);
        AssertAllocatesNothing(step.Run);
    }

    [Fact]
    public void Strided_views_are_replayed_without_allocation()
    {
        GraphInput input = new([6, 4]);
        Node transposed = new("transposed", new Transpose(), input);
        Node flat = new("flat", new Flatten(), transposed);
        Graph net = new(input, new Node("dense", new Dense(), flat, new Parameter("w", [3, 24], new HeNormal(24))));
        InferenceStep step = new(net, 2);
        SampleTensors.Uniform(step.Batch.Shape).Span<float>().CopyTo(step.Batch.Span<float>());
        AssertAllocatesNothing(step.Run);
        Assert.Equal(net.Run(step.Batch).ToArray<float>(), step.Output.ToArray<float>());
    }

    [Theory, MemberData(nameof(Networks))]
    public void The_number_of_threads_changes_no_bit(string name)
    {
        Assert.Single(new[] { 1, 2, 4 }.Select(threads => HashAfterTraining(name, threads)).Distinct());
    }

    [Fact]
    public void Integers_that_a_call_makes_are_refused()
    {
        Tensor labels = Tensor.From([2, 2], 1, 2, 3, 4);
        CallRecording views = CallRecording.Of(() => labels.Reshape([4]));
        Assert.Equal(0, CallReplay.Of(views, []).ArenaElements);
        CallRecording doubles = CallRecording.Of(() => Tensor.Scalar(1.0).Exp());
        Assert.Contains("Exp", Assert.Throws<NotSupportedException>(() => CallReplay.Of(doubles, [])).Message, StringComparison.Ordinal);
    }

    private static string HashAfterTraining(string name, int threads)
    {
        WorkerPool.Threads = threads;
        Graph net = Named(name);
        Training training = new(net);
        for (int i = 0; i < 3; i++)
        {
            training.Fill(i);
            training.Step.Run();
            training.Optimizer.Step(training.Step.Gradients);
        }

        return net.ContentHash();
    }

    /// <summary>On this thread, and (in one of several tries, because the process has other work) on all threads together.</summary>
    private static void AssertAllocatesNothing(Action run)
    {
        WorkerPool.Threads = 4;
        run();
        run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            long total = GC.GetTotalAllocatedBytes(precise: true);
            run();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - total);
        }

        Assert.Equal(0, least);
    }

    private static (float Loss, ParameterGradient[] Gradients) EagerStep(Graph net, Tensor batch, Tensor labels)
    {
        Dictionary<Parameter, Tensor> leaves = net.Parameters.ToDictionary(p => p, p => net.Values[p].Detach());
        foreach ((Parameter parameter, Tensor leaf) in leaves)
        {
            leaf.RequiresGrad = parameter.IsTrainable;
        }

        Tensor loss = new SoftmaxCrossEntropy().Apply(net.Run(batch, p => leaves[p], isTraining: true), labels);
        loss.Backward();
        return (loss.Item<float>(), [.. net.Parameters.Where(p => p.IsTrainable).Select(p => new ParameterGradient(p, net.Values[p], leaves[p].Grad!))]);
    }

    private static Graph Named(string name) => name switch
    {
        "convolutional" => LeNets.LeNet([28, 28, 1], 10).WithSeed(1),
        "residual" => ResNets.ResNet8([15, 13, 3], 10).WithSeed(1),
        "separable" => KeywordNetworks.DsCnnSmall([19, 10, 1], 10).WithSeed(1),
        "every layer" => Graph.Create([8, 9, 4], EveryLayer).WithSeed(1),
        "attention" => Graph.Create([6, 8], x => x.Project(4).MatMul(x.Project(4), transposed: true).Scale(0.5).Softmax().MatMul(x.Project(8)).Add(x).LayerNorm([-1]).Flatten().Dense(10)).WithSeed(1),
        _ => Mlps.Mlp([12, 12, 1], [65, 33], 10).WithSeed(1),
    };

    private static GraphBuilder EveryLayer(GraphBuilder x)
    {
        GraphBuilder trunk = x.Conv2d(8, 3, new Conv2d { Groups = 2, Dilation = 2, Padding = Padding.Same }).GroupNorm(2).Elu().DropBlock(0.1, 2)
            .DepthwiseConv2d(3, new DepthwiseConv2d { Multiplier = 2, Padding = Padding.Same }).InstanceNorm().LeakyRelu();
        GraphBuilder[] halves = trunk.Split(-1, 8, 8);
        GraphBuilder gated = halves[0].Tanh().Multiply(halves[1].Sigmoid().Mean([0, 1], keepAxes: true));
        GraphBuilder joined = gated.Concat(-1, halves[1].HardSwish()).ConvTranspose2d(6, 2, new ConvTranspose2d { Stride = 2 });
        GraphBuilder moved = joined.Permute([2, 0, 1]).Pad([0, 1, 0], [0, 0, 1]).Slice(1, 1, 12).BoundedRelu(4).Scale(0.5).Exp().Power(1.5).Log();
        GraphBuilder summary = moved.Max([1]).Subtract(moved.Sum([-1], keepAxes: true).Squeeze([-1]).Slice(1, 0, 1)).Dropout(0.3);
        return summary.Reshape([summary.Shape.Count / 6, 6]).Conv1d(4, 3).Clip(-2, 2).LayerNorm().Flatten().Dropout().Dense(10);
    }

    private sealed class Training
    {
        public Training(Graph net)
        {
            Batch = Tensor.Zeros(net.Input.SampleShape.WithBatch(8));
            Step = new TrainingStep(net, (y, t) => new SoftmaxCrossEntropy().Apply(y, t), Batch, Labels);
        }

        public Tensor Batch { get; }

        public Tensor Labels { get; } = Tensor.Zeros(new TensorType(ElementType.Int32, [8]));

        public TrainingStep Step { get; }

        public OptimizerState Optimizer { get; } = new(new Sgd(0.05f, 0.9f));

        public void Fill(int step)
        {
            SampleTensors.Uniform(Batch.Shape, (ulong)step).Span<float>().CopyTo(Batch.Span<float>());
            for (int i = 0; i < 8; i++)
            {
                Labels.Span<int>()[i] = (step + (3 * i)) % 10;
            }
        }
    }
}
