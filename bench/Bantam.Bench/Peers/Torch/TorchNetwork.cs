using Bantam.Model;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bantam.Bench;

/// <summary>A graph of ours as eager libtorch runs it: one call per op, in the order of the graph.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly List<Action> _calls = [];
    private readonly torch.Tensor?[] _values;
    private readonly List<torch.Tensor> _parameters = [];
    private readonly List<torch.Tensor> _statistics = [];

    /// <summary>Copies a graph's values.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="isTraining">Whether gradients are wanted and batch normalization uses the batch's moments.</param>
    public TorchNetwork(Graph graph, bool isTraining)
    {
        _values = new torch.Tensor?[graph.Nodes.Count + 1];
        Dictionary<Value, int> slots = new(ReferenceEqualityComparer.Instance) { [graph.Input] = 0 };
        foreach (Node node in graph.Nodes)
        {
            int output = slots.Count;
            slots[node] = output;
            int[] inputs = [.. node.Inputs.Where(value => value is not Bantam.Model.Parameter).Select(value => slots[value])];
            Func<torch.Tensor> call = Call(graph, node, inputs, isTraining);
            bool clamps = node.Op is IFusesActivation { Activation: Activation.Relu };
            _calls.Add(clamps ? () => _values[output] = F.relu(call()) : () => _values[output] = call());
        }
    }

    /// <summary>The trained values.</summary>
    public IReadOnlyList<torch.Tensor> Parameters => _parameters;

    /// <summary>Runs all ops.</summary>
    public torch.Tensor Forward(torch.Tensor batch)
    {
        _values[0] = batch;
        foreach (Action call in _calls)
        {
            call();
        }

        return _values[^1]!;
    }

    public void Dispose()
    {
        foreach (torch.Tensor tensor in _parameters.Concat(_statistics))
        {
            tensor.Dispose();
        }
    }

    private Func<torch.Tensor> Call(Graph graph, Node node, int[] inputs, bool isTraining)
    {
        int x = inputs[0];
        return node.Op switch
        {
            Conv2d op => Convolution(Linear(graph, node, isTraining), x, op.Stride, op.Padding, groups: 1),
            DepthwiseConv2d op => Convolution(Linear(graph, node, isTraining), x, op.Stride, op.Padding, groups: node.SampleShape[^1]),
            Dense => FullyConnected(Linear(graph, node, isTraining), x),
            BatchNorm op => Normalization(graph, node, op, x, isTraining),
            MaxPool op => Pooling(op, x),
            Add => () => _values[x]!.add(_values[inputs[1]]!),
            Relu => () => F.relu(_values[x]!),
            GlobalAveragePool => () => _values[x]!.mean([2, 3]),
            Flatten => () => _values[x]!.flatten(1),
            _ => throw new NotSupportedException($"The bench has no libtorch call for {node.Op.Name}."),
        };
    }

    private Func<torch.Tensor> Convolution((torch.Tensor Weight, torch.Tensor? Bias) values, int x, Size2d stride, Bantam.Model.Padding padding, int groups)
    {
        long[] strides = [stride.Height, stride.Width];
        long[] pads = [padding.Top, padding.Left];
        return () => F.conv2d(_values[x]!, values.Weight, values.Bias, strides, pads, groups: groups);
    }

    private Func<torch.Tensor> FullyConnected((torch.Tensor Weight, torch.Tensor? Bias) values, int x) =>
        () => F.linear(_values[x]!, values.Weight, values.Bias);

    private Func<torch.Tensor> Normalization(Graph graph, Node node, BatchNorm op, int x, bool isTraining)
    {
        torch.Tensor gamma = Parameter(ValueOf(graph, node, 1), isTraining);
        torch.Tensor beta = Parameter(ValueOf(graph, node, 2), isTraining);
        Bantam.Model.Tensor moments = ValueOf(graph, node, 3);
        int channels = moments.Shape[1];
        torch.Tensor mean = Statistic(moments.Span<float>()[..channels]);
        torch.Tensor variance = Statistic(moments.Span<float>()[channels..]);
        return () => F.batch_norm(_values[x]!, mean, variance, gamma, beta, isTraining, op.Momentum, op.Epsilon);
    }

    private Func<torch.Tensor> Pooling(MaxPool op, int x)
    {
        long[] kernel = [op.Kernel.Height, op.Kernel.Width];
        long[] strides = [op.Stride.Height, op.Stride.Width];
        return () => F.max_pool2d(_values[x]!, kernel, strides);
    }

    private (torch.Tensor Weight, torch.Tensor? Bias) Linear(Graph graph, Node node, bool isTraining)
    {
        (float[] values, long[] shape) = ChannelsFirst.Weight(node, ValueOf(graph, node, 1));
        torch.Tensor weight = Parameter(tensor(values, shape), isTraining);
        return (weight, node.Inputs.Count > 2 ? Parameter(ValueOf(graph, node, 2), isTraining) : null);
    }

    private static Bantam.Model.Tensor ValueOf(Graph graph, Node node, int input) => graph.Values[(Bantam.Model.Parameter)node.Inputs[input]];

    private torch.Tensor Parameter(Bantam.Model.Tensor value, bool isTraining) => Parameter(tensor(value.ToArray<float>()), isTraining);

    private torch.Tensor Parameter(torch.Tensor value, bool isTraining)
    {
        torch.Tensor parameter = isTraining ? new TorchSharp.Modules.Parameter(value) : value;
        _parameters.Add(parameter);
        return parameter;
    }

    private torch.Tensor Statistic(ReadOnlySpan<float> values)
    {
        torch.Tensor statistic = tensor(values.ToArray());
        _statistics.Add(statistic);
        return statistic;
    }
}
