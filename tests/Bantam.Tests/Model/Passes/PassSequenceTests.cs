using Bantam.Compression;
using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class PassSequenceTests
{
    private static readonly Graph s_net = Graph.Create([4], x => x.Dense(5).BatchNorm().Relu().Dense(3));

    [Fact]
    [Trait("Ledger", "S169")]
    public void An_unsafe_pass_without_an_evaluation_is_refused()
    {
        Pass unsafePass = new PostTrainingQuantization([SampleTensors.Uniform([8, 4])]);
        Assert.Equal(PassSafety.Unsafe, unsafePass.Safety);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => PassSequence.Apply(s_net, [new FoldBatchNorm(), unsafePass]));
        Assert.Contains("PostTrainingQuantization", refused.Message, StringComparison.Ordinal);
        Assert.Contains("evaluation", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S169")]
    public void An_unsafe_pass_comes_with_what_it_cost()
    {
        Pass unsafePass = new PostTrainingQuantization([SampleTensors.Uniform([8, 4])]);
        IReadOnlyList<PassResult> results = PassSequence.Apply(s_net, [new FoldBatchNorm(), new FuseActivation(), unsafePass], graph => graph.Nodes.Count);
        Assert.Equal(["FoldBatchNorm", "FuseActivation", "PostTrainingQuantization"], results.Select(result => result.Pass));
        Assert.Equal([0, 0, results[2].Graph.Nodes.Count - 4], results.Select(result => result.MetricChange));
        Assert.All(PassSequence.Apply(s_net, InferencePasses.All), result => Assert.Null(result.MetricChange));
    }
}
