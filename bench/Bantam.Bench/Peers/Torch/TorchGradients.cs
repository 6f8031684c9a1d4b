using Bantam.Model;
using TorchSharp;

namespace Bantam.Bench;

/// <summary>Forward, input gradient and weight gradient of a network without loss, by libtorch.</summary>
internal sealed class TorchGradients : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly torch.Tensor _batch;
    private readonly torch.Tensor _upstream;

    public TorchGradients(Graph graph, Bantam.Model.Tensor batch, Bantam.Model.Tensor upstream, bool channelsLast)
    {
        _network = new TorchNetwork(graph, isTraining: true);
        _batch = TorchBatch.Of(batch, channelsLast).requires_grad_();
        _upstream = TorchBatch.Of(upstream, channelsLast);
    }

    public void Run()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _network.Parameters[0].grad = null;
        _batch.grad = null;
        _network.Forward(_batch).backward([_upstream]);
    }

    /// <summary>The weight gradient of the last run.</summary>
    public float[] WeightGradient() => _network.Parameters[0].grad!.contiguous().data<float>().ToArray();

    public void Dispose()
    {
        _upstream.Dispose();
        _batch.Dispose();
        _network.Dispose();
    }
}
