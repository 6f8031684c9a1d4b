using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class KeywordSetsTests
{
    [Fact]
    public void The_keywords_are_a_test_set_of_dequantized_features()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable)))
        {
            Assert.Skip("BANTAM_DATA does not name a data folder");
        }

        DataSplits data = DatasetCatalog.Load("kws12");
        Assert.Equal((0, 0, 1000), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal([92, 92, 81, 89, 70, 84, 75, 78, 84, 89, 80, 86], data.Test.CopyLabels().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        float[] features = new float[490];
        data.Test.CopyInput(0, features);
        Assert.All(features, value => Assert.Equal(value / 0.5847029f, MathF.Round(value / 0.5847029f), 1e-3f));
        Assert.Equal([49, 10, 1], data.Test.InputShape.Lengths.ToArray());
    }
}
