using Bantam.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Bantam.Bench;

/// <summary>One network in training by libtorch: forward, loss, backward, optimizer.</summary>
internal sealed class TorchTraining : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly torch.Tensor _batch;
    private readonly torch.Tensor _labels;
    private readonly optim.Optimizer _optimizer;

    public TorchTraining(Graph graph, Bantam.Model.Tensor batch, Bantam.Model.Tensor labels, bool channelsLast, Func<IEnumerable<TorchSharp.Modules.Parameter>, optim.Optimizer> optimizer)
    {
        _network = new TorchNetwork(graph, isTraining: true);
        _batch = TorchBatch.Of(batch, channelsLast);
        _labels = tensor(labels.ToArray<int>().Select(label => (long)label).ToArray());
        _optimizer = optimizer(_network.Parameters.Cast<TorchSharp.Modules.Parameter>());
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Loss().backward();
        _optimizer.step();
    }

    /// <summary>One step that returns the loss before it.</summary>
    public float StepWithLoss()
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        torch.Tensor loss = Loss();
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }

    /// <summary>All gradients of the last step, one behind the other.</summary>
    public float[] Gradients() => [.. _network.Parameters.SelectMany(parameter => parameter.grad!.contiguous().data<float>().ToArray())];

    public void Dispose()
    {
        _optimizer.Dispose();
        _labels.Dispose();
        _batch.Dispose();
        _network.Dispose();
    }

    private torch.Tensor Loss() => nn.functional.cross_entropy(_network.Forward(_batch), _labels);
}
