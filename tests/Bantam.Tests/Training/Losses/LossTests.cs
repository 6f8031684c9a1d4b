using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class LossTests
{
    [Fact]
    [Trait("Ledger", "S073")]
    public void Cross_entropy_of_a_class_index_has_its_known_loss_and_gradient()
    {
        Tensor x = SampleTensors.Leaf64([1, 3], 1, 2, 3);
        Tensor loss = new SoftmaxCrossEntropy().Apply(x, Tensor.From([1], 2));
        SampleTensors.AssertNear([0.4076059645], loss, 1e-10);
        loss.Backward();
        SampleTensors.AssertNear([0.0900305732, 0.2447284711, -0.3347590442], x.Grad!, 1e-10);
    }

    [Fact]
    [Trait("Ledger", "S073")]
    public void One_hot_and_soft_labels_are_distributions()
    {
        Tensor x = Tensor.From([1, 3], 1.0, 2.0, 3.0);
        SampleTensors.AssertNear([0.4076059645], new SoftmaxCrossEntropy().Apply(x, Tensor.From([1, 3], 0.0, 0.0, 1.0)), 1e-10);
        double[] p = [0.0900305732, 0.2447284711, 0.6652409558];
        SampleTensors.AssertNear([-(0.3 * Math.Log(p[0])) - (0.7 * Math.Log(p[1]))], new SoftmaxCrossEntropy().Apply(x, Tensor.From([1, 3], 0.3, 0.7, 0.0)), 1e-8);
    }

    [Fact]
    [Trait("Ledger", "S073")]
    public void Extreme_scores_give_finite_losses()
    {
        Tensor x = SampleTensors.Leaf([2, 2], 1000, -1000, 1000, -1000);
        Tensor loss = new SoftmaxCrossEntropy().Apply(x, Tensor.From([2], 0, 1));
        Assert.Equal(1000f, loss.Item<float>());
        loss.Backward();
        Assert.Equal([0, 0, 0.5f, -0.5f], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        Tensor x = Tensor.Zeros([1, 3]);
        Assert.Contains("0 to 2", Assert.Throws<InvalidOperationException>(() => new SoftmaxCrossEntropy().Apply(x, Tensor.From([1], 3))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new SoftmaxCrossEntropy().Apply(x, Tensor.From([1], -1)));
    }

    [Fact]
    public void Squared_error_is_half_the_squared_distance_per_sample()
    {
        Tensor y = SampleTensors.Leaf([2, 2], 1, 2, 3, 4);
        Tensor loss = new SquaredError().Apply(y, Tensor.From<float>([2, 2], 0, 2, 5, 4));
        Assert.Equal((1 + 4) / 4f, loss.Item<float>());
        loss.Backward();
        Assert.Equal([0.5f, 0, -1, 0], y.Grad!.ToArray<float>());
    }

    [Fact]
    public void Targets_of_other_samples_are_refused()
    {
        TensorType y = new(ElementType.Float32, [2, 3]);
        foreach (Shape wrong in new Shape[] { [3, 2], [6], [2, 2], [] })
        {
            Assert.Contains("SquaredError", Assert.Throws<ShapeException>(() => new SquaredError().Infer([y, y with { Shape = wrong }])).Message, StringComparison.Ordinal);
            Assert.Contains("SoftmaxCrossEntropy", Assert.Throws<ShapeException>(() => new SoftmaxCrossEntropy().Infer([y, y with { Shape = wrong }])).Message, StringComparison.Ordinal);
        }

        Assert.Equal(Shape.Create([]), new SquaredError().Infer([y with { Shape = [2, 1] }, y with { Shape = [2] }]).Shape);
    }
}
