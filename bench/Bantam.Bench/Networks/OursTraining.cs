using Bantam.Model;
using Bantam.Training;

namespace Bantam.Bench;

/// <summary>One network in training by Bantam.</summary>
internal sealed class OursTraining
{
    private readonly Graph _graph;
    private readonly TrainingStep _step;
    private readonly OptimizerState _state;
    private readonly Tensor _labels;

    public OursTraining(Graph graph, Tensor batch, Tensor labels, Optimizer optimizer)
    {
        _graph = graph;
        _labels = labels;
        _step = new TrainingStep(graph, (output, targets) => new SoftmaxCrossEntropy().Apply(output, targets), batch, labels);
        _state = new OptimizerState(optimizer);
    }

    public float Loss => _step.Loss.Span<float>()[0];

    public void Step()
    {
        _step.Run();
        _state.Step(_step.Gradients);
    }

    /// <summary>All gradients of the last step, one behind the other in the peers' layout.</summary>
    public float[] Gradients()
    {
        Dictionary<Parameter, Node> users = _graph.Nodes
            .SelectMany(node => node.Parameters, (node, parameter) => (node, parameter))
            .ToDictionary(use => use.parameter, use => use.node);
        return
        [
            .. _step.Gradients.SelectMany(p => p.Parameter.Shape.Rank > 1
                ? ChannelsFirst.Weight(users[p.Parameter], p.Gradient).Values
                : p.Gradient.ToArray<float>()),
        ];
    }

    /// <summary>Gives every sample one label, and raises its score by so much that the loss is zero.</summary>
    public void MakeCertain(int label, float score)
    {
        _labels.Span<int>().Fill(label);
        ParameterGradient bias = _step.Gradients.Last(p => p.Parameter.Shape.Rank == 1);
        bias.Value.Span<float>()[label] += score;
    }
}
