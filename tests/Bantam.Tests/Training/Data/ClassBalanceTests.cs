using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class ClassBalanceTests
{
    private static Dataset With(int classes, params int[] labels) =>
        new("few", new LearningTask.Classification(classes), [1], new float[labels.Length], labels, new Preprocessing.None());

    [Fact]
    public void Classes_are_counted_and_missing_ones_named()
    {
        ClassBalance balance = ClassBalance.Of(With(3, 0, 0, 0, 2));
        Assert.Equal([3, 0, 1], balance.Counts);
        Assert.Equal([1], balance.Missing);
        Assert.Equal(0.75, balance.LargestShare);
        Assert.Equal(double.PositiveInfinity, balance.Imbalance);
        Assert.Equal("4 samples in 3 classes: 3 0 1; none of class 1", balance.ToString());
        Assert.Equal(3, ClassBalance.Of(With(2, 0, 1, 0, 0)).Imbalance);
    }

    [Fact]
    public void A_regression_has_no_classes() =>
        Assert.Throws<ArgumentException>(() => ClassBalance.Of(SyntheticSine.Create().Train));
}
