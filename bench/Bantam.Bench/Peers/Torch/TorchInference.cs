using Bantam.Model;
using TorchSharp;

namespace Bantam.Bench;

/// <summary>A network in eager libtorch, without gradients.</summary>
internal sealed class TorchInference : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly torch.Tensor _batch;

    public TorchInference(Graph graph, Bantam.Model.Tensor batch, bool channelsLast)
    {
        _network = new TorchNetwork(graph, isTraining: false);
        _batch = TorchBatch.Of(batch, channelsLast);
    }

    /// <summary>One run whose output is thrown away.</summary>
    public void Run()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable quiet = torch.inference_mode();
        _network.Forward(_batch);
    }

    /// <summary>The output of one run.</summary>
    public float[] Output()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable quiet = torch.inference_mode();
        return _network.Forward(_batch).contiguous().data<float>().ToArray();
    }

    public void Dispose()
    {
        _batch.Dispose();
        _network.Dispose();
    }
}
