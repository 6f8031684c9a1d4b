using System.Security.Cryptography;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>The gradient of a batch on several threads: kernels split it so that no sum depends on how many there are.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ZooThreadsTests : IDisposable
{
    private const int BatchSize = 64;

    private readonly int _threads = WorkerPool.Threads;

    public static TheoryData<string> Networks { get; } = ["mlp", "tiny-mlp", "lenet", "lenet5", "lenet-300-100", "resnet8", "mobilenet-v1-025", "ds-cnn-s", "autoencoder"];

    public void Dispose() => WorkerPool.Threads = _threads;

    [Theory, MemberData(nameof(Networks))]
    [Trait("Ledger", "S029")]
    public void Gradients_have_the_same_bits_on_1_2_and_4_threads(string name)
    {
        Shape input = name.StartsWith("lenet", StringComparison.Ordinal) ? [28, 28, 1] : name == "ds-cnn-s" ? [25, 10, 1] : [16, 16, 3];
        Graph net = Bantam.Model.Networks.Create(name, input, 10).WithSeed(1);
        Tensor targets = SampleTensors.Uniform(net.Output.SampleShape.WithBatch(BatchSize), 2);
        TrainingStep step = new(net, (y, t) => new SquaredError().Apply(y, t), SampleTensors.Uniform(input.WithBatch(BatchSize)), targets);

        Assert.Single(new[] { 1, 2, 4 }.Select(GradientHash).Distinct());

        string GradientHash(int threads)
        {
            WorkerPool.Threads = threads;
            step.Run();
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (ParameterGradient p in step.Gradients)
            {
                hash.AppendData(p.Gradient.Bytes);
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }
    }
}
