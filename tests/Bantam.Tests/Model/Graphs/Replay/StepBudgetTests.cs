using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>What a training step of the measured networks may cost besides time: no memory, and no bit by the number of threads.</summary>
[Collection(nameof(RunsAlone))]
public sealed class StepBudgetTests : IDisposable
{
    private const int BatchSize = 3;

    private readonly int _threads = WorkerPool.Threads;

    public static TheoryData<string, string> Cases { get; } = new(
        from network in (string[])["tiny-mlp", "mlp", "lenet", "resnet8", "ds-cnn-s", "mobilenet-v1-025"]
        from optimizer in (string[])["sgd", "adam"]
        select (network, optimizer));

    public void Dispose() => WorkerPool.Threads = _threads;

    [Theory, MemberData(nameof(Cases))]
    public void After_the_second_step_nothing_is_allocated_and_threads_change_no_bit(string network, string optimizer)
    {
        string[] hashes = [.. new[] { 1, 2 }.Select(threads =>
        {
            WorkerPool.Threads = threads;
            return HashAfterSteps(network, optimizer);
        })];
        Assert.Equal(hashes[0], hashes[1]);
    }

    private static string HashAfterSteps(string network, string optimizer)
    {
        (Shape input, int classes) = network switch
        {
            "tiny-mlp" => (new Shape(16), 4),
            "mlp" => (new Shape(784), 10),
            "lenet" => (new Shape(28, 28, 1), 10),
            "resnet8" => (new Shape(32, 32, 3), 10),
            "ds-cnn-s" => (new Shape(49, 10, 1), 12),
            _ => (new Shape(96, 96, 3), 2),
        };
        Graph graph = Networks.Create(network, input, classes).WithSeed(1);
        Tensor batch = SampleTensors.Uniform(input.WithBatch(BatchSize));
        Tensor labels = Tensor.From([BatchSize], 0, 1, 0);
        TrainingStep step = new(graph, (y, t) => new SoftmaxCrossEntropy().Apply(y, t), batch, labels);
        OptimizerState state = new(optimizer == "sgd" ? new Sgd(0.01f, 0.9f) : new Adam());
        RunStep();
        RunStep();
        long before = GC.GetAllocatedBytesForCurrentThread();
        RunStep();
        RunStep();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        return graph.ContentHash();

        void RunStep()
        {
            step.Run();
            state.Step(step.Gradients);
        }
    }
}
