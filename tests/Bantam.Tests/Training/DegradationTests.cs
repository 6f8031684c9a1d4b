using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

/// <summary>Deeper plain networks train worse, and shortcuts mend it: He et al., "Deep Residual Learning", 2016.</summary>
public sealed class DegradationTests
{
    private const int Width = 32;

    [Fact]
    [Trait("Ledger", "S052")]
    public void Depth_hurts_a_plain_network_and_not_a_residual_one()
    {
        DataSplits digits = SyntheticDigits.Create(seed: 4, train: 300, test: 10);
        double plain8 = LossOf(Plain(8), digits);
        double plain32 = LossOf(Plain(32), digits);
        double residual8 = LossOf(Residual(8), digits);
        double residual32 = LossOf(Residual(32), digits);
        Assert.True(plain32 > plain8, $"plain: depth 8 {plain8}, depth 32 {plain32}");
        Assert.True(residual32 <= residual8 * 1.1, $"residual: depth 8 {residual8}, depth 32 {residual32}");
    }

    private static double LossOf(Graph net, DataSplits digits) => Trainer.Run(net, digits.Train, new TrainingOptions
    {
        Epochs = 10,
        BatchSize = 50,
        Optimizer = new Sgd(0.05f),
        Seed = 7,
    }).Epochs[^1].Loss;

    private static Graph Plain(int depth) => Graph.Create([28, 28, 1], x =>
    {
        GraphBuilder end = x.Flatten().Dense(Width).BatchNorm().Relu();
        for (int i = 0; i < depth; i++)
        {
            end = end.Dense(Width, bias: false).BatchNorm().Relu();
        }

        return end.Dense(10);
    });

    private static Graph Residual(int depth)
    {
        Graph net = Graph.Create([28, 28, 1], x =>
        {
            GraphBuilder end = x.Flatten().Dense(Width).BatchNorm().Relu();
            for (int i = 0; i < depth; i += 2)
            {
                end = end.Dense(Width, bias: false).BatchNorm().Relu().Dense(Width, bias: false).BatchNorm().Add(end).Relu();
            }

            return end.Dense(10);
        });

        // Every second normalization of a block starts at 0, so that a block starts as its shortcut (Goyal et al., 2017).
        return net.With(net.Values.With(net.Nodes
            .Where(node => node.Op is Add)
            .Select(node => ((Node)node.Inputs[0]).Parameters.First())
            .Select(gamma => KeyValuePair.Create(gamma, Tensor.Zeros(gamma.Shape)))));
    }
}
