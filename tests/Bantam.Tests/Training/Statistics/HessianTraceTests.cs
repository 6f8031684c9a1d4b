using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class HessianTraceTests
{
    [Fact]
    public void The_trace_of_a_diagonal_Hessian_is_exact_from_one_probe()
    {
        Tensor curvatures = Tensor.From<double>([4], 1, 2, 3, 10);
        HessianTraceEstimate estimate = HessianTrace.Estimate(x => 0.5 * (curvatures * x * x).Sum(), Tensor.From<double>([4], 5, 6, 7, 8), probes: 1);
        Assert.Equal(16, estimate.Trace, 1e-12);
        Assert.Equal(0, estimate.StandardError);
    }

    [Fact]
    public void Random_probes_of_a_small_network_find_the_trace_of_its_exact_Hessian()
    {
        Graph net = Graph.Create([5, 5, 1], x => x.Conv2d(3, 3).BatchNorm().Relu().MaxPool(2).Flatten().Dense(3)).WithSeed(4);
        Tensor batch = SampleTensors.Uniform([6, 5, 5, 1]);
        Tensor labels = Tensor.From([6], 0, 1, 2, 2, 1, 0);
        foreach (string name in new[] { "conv1.weight", "batchnorm1.gamma", "dense1.weight", "dense1.bias" })
        {
            Parameter parameter = net.Parameters.Single(p => p.Name == name);
            double exact = 0;
            for (int i = 0; i < parameter.Shape.Count; i++)
            {
                Tensor unit = Tensor.Zeros(parameter.Shape);
                unit.Span<float>()[i] = 1;
                exact += Autograd.HessianProduct(value => Loss(net.Run(batch, p => p == parameter ? value : net.Values[p], isTraining: false)), net.Values[parameter], unit).Span<float>()[i];
            }

            HessianTraceEstimate estimate = HessianTrace.Estimate(net, parameter, Loss, batch, probes: 200);
            Assert.True(exact > 0);
            Assert.InRange(estimate.Trace, exact - (3 * estimate.StandardError) - 1e-4, exact + (3 * estimate.StandardError) + 1e-4);
            Assert.True(estimate.StandardError < 0.25 * exact, $"{name}: {estimate} for {exact}");
            Assert.Equal(estimate, HessianTrace.Estimate(net, parameter, Loss, batch, probes: 200));
        }

        Tensor Loss(Tensor output) => new SoftmaxCrossEntropy().Apply(output, labels);
    }
}
