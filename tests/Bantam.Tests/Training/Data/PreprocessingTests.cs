using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class PreprocessingTests
{
    private static readonly byte[] Image = [0, 255, 51, 102];

    private static float[] InputOf(Preprocessing preprocessing)
    {
        Dataset data = new("one", new LearningTask.Classification(2), [2, 2, 1], Image, new[] { 1 }, preprocessing);
        float[] input = new float[data.InputShape.Count];
        data.CopyInput(0, input);
        return input;
    }

    [Fact]
    public void Each_preprocessing_follows_its_formula()
    {
        Assert.Equal([0, 255, 51, 102], InputOf(new Preprocessing.None()));
        Assert.Equal([0, 1, 0.2f, 0.4f], InputOf(new Preprocessing.Unit()));
        Assert.Equal([-1, 1, (51 / 127.5f) - 1, (102 / 127.5f) - 1], InputOf(new Preprocessing.SignedUnit()));
        Assert.Equal([-10, 41.0f, 0.2f, 10.4f], InputOf(new Preprocessing.Standardize([50], [5])));
        Assert.Equal([102 / 255f], InputOf(new Preprocessing.MeanPool(2)));
    }

    [Fact]
    public void Mean_pooling_keeps_channels_apart()
    {
        byte[] pixels = [10, 20, 30, 40, 50, 60, 70, 80];
        Dataset data = new("two", new LearningTask.Classification(2), [2, 2, 2], pixels, new[] { 1 }, new Preprocessing.MeanPool(2));
        float[] input = new float[2];
        data.CopyInput(0, input);
        Assert.Equal([40 / 255f, 50 / 255f], input);
        Assert.Throws<ArgumentException>(() => data.WithPreprocessing(new Preprocessing.MeanPool(3)));
    }

    [Fact]
    public void Standardizing_gives_mean_0_and_deviation_1_per_feature_and_spares_constants()
    {
        float[] values = [1, 1000, 7, 2, 2000, 7, 3, 3000, 7];
        Dataset data = new("three", new LearningTask.Regression(1), [3], values, new float[3], new Preprocessing.None());
        Preprocessing.Standardize standardize = Preprocessing.Standardize.Of(data);
        Assert.Equal([2, 2000, 7], standardize.Means);
        Assert.Equal([(float)Math.Sqrt(2.0 / 3), (float)Math.Sqrt(2e6 / 3), 1], standardize.Deviations);
        Assert.Throws<InvalidOperationException>(() => Preprocessing.Standardize.Of(data.WithRole(SplitRole.Test)));
        Assert.Throws<ArgumentException>(() => data.WithPreprocessing(new Preprocessing.Standardize([1], [1])));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("unit")]
    [InlineData("signed-unit")]
    [InlineData("mean-pool:2")]
    [InlineData("standardize:0.1;-2.5/1;0.30000004")]
    public void Text_round_trips(string text)
    {
        Preprocessing parsed = Preprocessing.Parse(text);
        Assert.Equal(text, parsed.ToString());
        Assert.Equal(parsed, Preprocessing.Parse(parsed.ToString()!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("units")]
    [InlineData("mean-pool:0")]
    [InlineData("mean-pool:-2")]
    [InlineData("mean-pool:99999999999")]
    [InlineData("standardize:1/0")]
    [InlineData("standardize:1;2/1")]
    [InlineData("standardize:nan/1")]
    [InlineData("standardize:1,5/1")]
    public void Other_text_is_refused(string text) => Assert.Throws<FormatException>(() => Preprocessing.Parse(text));
}
