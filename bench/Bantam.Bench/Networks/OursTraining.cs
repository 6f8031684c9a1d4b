using Bantam.Model;
using Bantam.Training;

namespace Bantam.Bench;

/// <summary>One network in training by Bantam.</summary>
internal sealed class OursTraining
{
    private readonly Graph _graph;
    private readonly TrainingStep _step;
    private readonly OptimizerState _state;

    public OursTraining(Graph graph, Tensor batch, Tensor labels, Optimizer optimizer)
    {
        _graph = graph;
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
}
