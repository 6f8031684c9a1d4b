using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

/// <summary>Mini-batches lie between two extremes: all samples at once, and one at a time.</summary>
public sealed class BatchSizeTests
{
    private const int Samples = 100;

    private static readonly Dataset s_data = new(
        "toy",
        new LearningTask.Classification(3),
        [4],
        SampleTensors.Uniform([Samples, 4]).ToArray<float>(),
        Enumerable.Range(0, Samples).Select(i => i * 7 % 3).ToArray(),
        new Preprocessing.None());

    [Fact]
    [Trait("Ledger", "S078")]
    public void A_batch_of_all_samples_is_batch_gradient_descent()
    {
        Graph net = Train(batchSize: Samples, epochs: 3, out int updates);
        Assert.Equal(3, updates);

        Graph byHand = Mlps.Mlp([4], [5], 3);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Descend(byHand, 0, Samples);
        }

        Assert.Equal(byHand.ContentHash(), net.ContentHash());
    }

    [Fact]
    [Trait("Ledger", "S078")]
    public void A_batch_of_one_is_stochastic_gradient_descent()
    {
        Graph net = Train(batchSize: 1, epochs: 1, out int updates);
        Assert.Equal(Samples, updates);

        Graph byHand = Mlps.Mlp([4], [5], 3);
        for (int i = 0; i < Samples; i++)
        {
            Descend(byHand, i, 1);
        }

        Assert.Equal(byHand.ContentHash(), net.ContentHash());
    }

    [Fact]
    [Trait("Ledger", "S078")]
    public void A_hundred_samples_in_batches_of_32_are_four_updates_the_last_of_4()
    {
        BatchLoader loader = BatchLoader.Shuffled(s_data, 32, seed: 1);
        Assert.Equal(4, loader.BatchesPerEpoch);
        Assert.Equal([32, 32, 32, 4], Enumerable.Range(0, 4).Select(loader.SizeOf));
        Train(batchSize: 32, epochs: 1, out int updates);
        Assert.Equal(4, updates);
    }

    [Fact]
    [Trait("Ledger", "S056")]
    public void Normalization_before_and_after_the_activation_both_learn()
    {
        foreach (Func<GraphBuilder, GraphBuilder> middle in new Func<GraphBuilder, GraphBuilder>[] { x => x.BatchNorm().Relu(), x => x.Relu().BatchNorm() })
        {
            Graph net = Graph.Create([2], x => middle(x.Dense(8)).Dense(2));
            Tensor batch = SampleTensors.Uniform([64, 2]);
            int[] labels = [.. Enumerable.Range(0, 64).Select(i => batch.At<float>(i, 0) * batch.At<float>(i, 1) > 0 ? 1 : 0)];
            TrainingStep step = new(net, (y, t) => new SoftmaxCrossEntropy().Apply(y, t), batch, Tensor.From<int>([64], labels));
            OptimizerState optimizer = new(new Adam(0.03f));
            step.Run();
            float first = step.Loss.Item<float>();
            for (int i = 0; i < 200; i++)
            {
                step.Run();
                optimizer.Step(step.Gradients);
            }

            Assert.True(step.Loss.Item<float>() < first / 4, $"the loss fell from {first} only to {step.Loss}");
        }
    }

    private static Graph Train(int batchSize, int epochs, out int updates)
    {
        Graph net = Mlps.Mlp([4], [5], 3);
        BatchLoader loader = BatchLoader.InOrder(s_data, batchSize);
        OptimizerState optimizer = new(new Sgd(0.1f));
        Dictionary<int, (Batch Buffers, TrainingStep Step)> steps = [];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            for (int b = 0; b < loader.BatchesPerEpoch; b++)
            {
                Batch batch = loader.Load(epoch, b);
                if (!steps.TryGetValue(batch.Count, out (Batch Buffers, TrainingStep Step) step))
                {
                    steps[batch.Count] = step = (batch, new TrainingStep(net, (y, t) => new SoftmaxCrossEntropy().Apply(y, t), batch.Inputs, batch.Labels));
                }

                step.Step.Run();
                optimizer.Step(step.Step.Gradients);
            }
        }

        updates = (int)optimizer.StepCount;
        return net;
    }

    /// <summary>One step θ − η·∇L on some samples, written out.</summary>
    private static void Descend(Graph net, int start, int count)
    {
        float[] x = new float[count * 4];
        for (int i = 0; i < count; i++)
        {
            s_data.CopyInput(start + i, x.AsSpan(i * 4, 4));
        }

        Dictionary<Parameter, Tensor> leaves = net.Parameters.ToDictionary(p => p, p => SampleTensors.Leaf(p.Shape, net.Values[p].ToArray<float>()));
        Tensor labels = Tensor.From<int>([count], [.. Enumerable.Range(start, count).Select(s_data.Label)]);
        new SoftmaxCrossEntropy().Apply(net.Run(Tensor.From<float>([count, 4], x), p => leaves[p], isTraining: true), labels).Backward();
        foreach ((Parameter parameter, Tensor leaf) in leaves)
        {
            Span<float> value = net.Values[parameter].Span<float>();
            for (int i = 0; i < value.Length; i++)
            {
                value[i] -= 0.1f * leaf.Grad!.Span<float>()[i];
            }
        }
    }
}
