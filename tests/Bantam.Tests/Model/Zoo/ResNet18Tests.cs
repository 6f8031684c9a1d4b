using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

public sealed class ResNet18Tests
{
    [Fact]
    [Trait("Ledger", "S015")]
    public void One_step_of_training_moves_every_parameter_against_its_gradient()
    {
        Graph net = ResNets.ResNet18([64, 64, 3], 1000).WithSeed(1);
        Assert.Equal(11_689_512, net.ParameterCount);
        Assert.Equal(148_557_824, net.Nodes.Where(node => node.Op is Conv2d or Dense).Sum(node => node.Cost.Macs));

        Tensor labels = SampleTensors.Uniform([1, 1000], 2);
        labels.RequiresGrad = true;
        (net.Run(SampleTensors.Uniform([1, 64, 64, 3])) - labels).Sum().Backward();
        Assert.All(labels.Grad!.ToArray<float>(), gradient => Assert.Equal(-1, gradient));

        labels.Grad = null;
        TrainingStep step = new(net, (prediction, target) => (prediction - target).Sum(), SampleTensors.Uniform([1, 64, 64, 3]), labels);
        Assert.Null(labels.Grad); // a compiled step has gradients of parameters alone
        Assert.Equal(new Shape(1, 1000), step.Output.Shape);

        step.Run();
        Assert.True(float.IsFinite(step.Loss.Item<float>()));
        ParameterGradient bias = step.Gradients.Single(p => p.Parameter.Name == "dense1.bias");
        Assert.All(bias.Gradient.ToArray<float>(), gradient => Assert.Equal(1, gradient));

        float[][] before = [.. step.Gradients.Select(p => p.Value.ToArray<float>())];
        new OptimizerState(new Sgd(1e-2f, 0.9f)).Step(step.Gradients);
        float[] biasBefore = before[step.Gradients.ToList().IndexOf(bias)];
        Assert.All(bias.Value.ToArray<float>().Zip(biasBefore), pair => Assert.Equal(pair.Second - 0.01f, pair.First, 1e-8f));
        for (int k = 0; k < before.Length; k++)
        {
            ReadOnlySpan<float> gradient = step.Gradients[k].Gradient.Span<float>();
            ReadOnlySpan<float> after = step.Gradients[k].Value.Span<float>();
            for (int i = 0; i < after.Length; i++)
            {
                float expected = before[k][i] - (0.01f * gradient[i]);
                Assert.True(Math.Abs(after[i] - expected) <= 1e-6f * Math.Max(1, Math.Abs(expected)), step.Gradients[k].Parameter.Name);
            }
        }
    }
}
