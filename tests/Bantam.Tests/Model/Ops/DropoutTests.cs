using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

[Collection(nameof(RunsAlone))]
public sealed class DropoutTests : IDisposable
{
    private readonly int _threads = WorkerPool.Threads;

    public void Dispose() => WorkerPool.Threads = _threads;

    [Fact]
    [Trait("Ledger", "S099")]
    public void Half_of_a_million_units_are_dropped_and_the_mean_stays()
    {
        Tensor x = Tensor.Full([1_000_000], 1f);
        float[] y = new Dropout(0.5).ApplyInTraining([x, State()]).ToArray<float>();
        Assert.All(y, value => Assert.True(value is 0 or 2));
        Assert.InRange(y.Count(value => value != 0) / 1e6, 0.498, 0.502);
        Assert.InRange(y.Average(), 0.99f, 1.01f);
        Assert.Equal(x.ToArray<float>(), new Dropout(0.5).Apply(x, State()).ToArray<float>());
        Assert.True(new Dropout(0.5).Apply(x, State()).SharesStorageWith(x));
    }

    [Fact]
    [Trait("Ledger", "S099")]
    public void It_leaves_no_trace_in_a_network_for_inference()
    {
        Graph net = Graph.Create([6, 6, 2], x => x.Conv2d(4, 3).DropBlock(0.1, 2).Relu().Flatten().Dropout().Dense(3));
        Graph result = InferencePasses.Apply(net);
        Assert.DoesNotContain(result.Nodes, node => node.Op is Dropout or DropBlock);
        Assert.All(result.Parameters, parameter => Assert.True(parameter.IsTrainable));
        Tensor batch = SampleTensors.Uniform([2, 6, 6, 2]);
        Assert.Equal(net.Run(batch).ToArray<float>(), new RemoveDropout().Apply(net).Run(batch).ToArray<float>());
        Assert.Equal(PassSafety.Exact, new RemoveDropout().Safety);
    }

    [Fact]
    [Trait("Ledger", "S100")]
    public void Drop_block_drops_whole_blocks()
    {
        DropBlock op = new(0.1, 3);
        Assert.Equal(0.0197530864, op.CornerRate(8, 8), 1e-10);
        Tensor x = Tensor.Full([200, 8, 8, 10], 1f);
        Tensor y = op.ApplyInTraining([x, State()]);
        float[] values = y.ToArray<float>();
        Assert.InRange(values.Count(value => value == 0) / (double)values.Length, 0.08, 0.12);
        Assert.Equal(1, values.Average(value => (double)value), 1e-5);
        Assert.Equal(2, values.Distinct().Count());
        for (int n = 0; n < 20; n++)
        {
            AssertUnionOfBlocks(y, n, channel: n % 10);
        }
    }

    [Fact]
    [Trait("Ledger", "S100")]
    public void Blocks_of_one_pixel_are_dropout()
    {
        Tensor x = SampleTensors.Uniform([3, 4, 5, 6]);
        float[] dropout = new Dropout(0.3).ApplyInTraining([x, State()]).ToArray<float>();
        Assert.Equal(dropout, new DropBlock(0.3, 1).ApplyInTraining([x, State()]).ToArray<float>());
        Assert.Contains("1x1 to 4x5", Assert.Throws<ShapeException>(() => new DropBlock(0.3, 5).Infer([x.Type, State().Type])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_step_and_every_key_has_a_mask_of_its_own()
    {
        Tensor x = Tensor.Full([1000], 1f);
        Tensor state = State();
        float[] first = new Dropout(0.5).ApplyInTraining([x, state]).ToArray<float>();
        float[] second = new Dropout(0.5).ApplyInTraining([x, state]).ToArray<float>();
        Assert.Equal([2, 7], state.ToArray<float>());
        Assert.InRange(first.Zip(second).Count(pair => pair.First == pair.Second), 420, 580);
        float[] other = new Dropout(0.5).ApplyInTraining([x, Tensor.From([2], 0f, 8f)]).ToArray<float>();
        Assert.InRange(first.Zip(other).Count(pair => pair.First == pair.Second), 420, 580);
        Assert.Equal([0, 7], new CountStep().Apply(Tensor.From([2], 16_777_215f, 7f)).ToArray<float>());
    }

    [Fact]
    public void Masks_do_not_depend_on_the_number_of_threads()
    {
        Tensor x = SampleTensors.Uniform([300_001]);
        WorkerPool.Threads = 1;
        float[] one = new Dropout(0.2).ApplyInTraining([x, State()]).ToArray<float>();
        WorkerPool.Threads = 4;
        Assert.Equal(one, new Dropout(0.2).ApplyInTraining([x, State()]).ToArray<float>());
    }

    [Fact]
    public void Float32_and_Float64_drop_the_same_elements()
    {
        Tensor x = Tensor.Full([1001], 1f);
        float[] single = new Dropout(0.2).ApplyInTraining([x, State()]).ToArray<float>();
        double[] twice = new Dropout(0.2).ApplyInTraining([SampleTensors.ToFloat64(x), SampleTensors.ToFloat64(State())]).ToArray<double>();
        Assert.Equal(single.Select(value => value == 0), twice.Select(value => value == 0));
    }

    [Fact]
    public void A_training_that_goes_on_from_its_values_draws_the_masks_that_were_next()
    {
        Graph whole = Net();
        Train(whole, 4);
        Graph halves = Net();
        Train(halves, 2);
        Graph resumed = Graph.Create([8], Layers);
        resumed = resumed.With(resumed.Values.With(resumed.Parameters.Zip(halves.Parameters, (to, from) => KeyValuePair.Create(to, halves.Values[from].Clone()))));
        Train(resumed, 2);
        Assert.Equal(whole.ContentHash(), resumed.ContentHash());
        Assert.NotEqual(Net().Values[Net().Parameters[2]].At<float>(1), Net().WithSeed(9).Values[Net().WithSeed(9).Parameters[2]].At<float>(1));
    }

    [Fact]
    public void Rates_that_are_no_probability_are_refused()
    {
        foreach (double rate in new[] { -0.1, 1, double.NaN })
        {
            Assert.Contains("rate", Assert.Throws<ShapeException>(() => new Dropout(rate).Infer([State().Type, State().Type])).Message, StringComparison.Ordinal);
        }
    }

    private static Tensor State() => Tensor.From([2], 0f, 7f);

    private static Graph Net() => Graph.Create([8], Layers).WithSeed(3);

    private static GraphBuilder Layers(GraphBuilder x) => x.Dense(16).Dropout().Relu().Dense(3);

    private static void Train(Graph net, int steps)
    {
        Tensor batch = SampleTensors.Uniform([4, 8]);
        TrainingStep step = new(net, (y, t) => new SoftmaxCrossEntropy().Apply(y, t), batch, Tensor.From([4], 0, 1, 2, 0));
        OptimizerState optimizer = new(new Sgd(0.1f));
        for (int i = 0; i < steps; i++)
        {
            step.Run();
            optimizer.Step(step.Gradients);
        }
    }

    /// <summary>Every dropped pixel lies in a block that is dropped as a whole.</summary>
    private static void AssertUnionOfBlocks(Tensor y, int image, int channel)
    {
        bool Dropped(int row, int column) => y.At<float>(image, row, column, channel) == 0;
        bool BlockAt(int top, int left) => Enumerable.Range(0, 9).All(i => Dropped(top + (i / 3), left + (i % 3)));
        for (int pixel = 0; pixel < 64; pixel++)
        {
            (int row, int column) = (pixel / 8, pixel % 8);
            IEnumerable<(int Top, int Left)> blocks =
                from top in Enumerable.Range(Math.Max(0, row - 2), 3)
                from left in Enumerable.Range(Math.Max(0, column - 2), 3)
                where top <= Math.Min(row, 5) && left <= Math.Min(column, 5)
                select (top, left);
            Assert.True(!Dropped(row, column) || blocks.Any(block => BlockAt(block.Top, block.Left)));
        }
    }
}
