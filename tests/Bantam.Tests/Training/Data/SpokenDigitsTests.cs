using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class SpokenDigitsTests
{
    private static void NeedData()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable)))
        {
            Assert.Skip("BANTAM_DATA does not name a data folder");
        }
    }

    [Fact]
    public void The_published_split_has_1800_and_200_recordings()
    {
        NeedData();
        DataSplits data = DatasetCatalog.Load("fsdd");
        Assert.Equal((1620, 180, 200), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.All(ClassBalance.Of(data.Test).Counts, count => Assert.Equal(20, count));
        Assert.Empty(data.FindLeaks());
    }

    [Fact]
    public void A_speaker_is_held_out()
    {
        NeedData();
        DataSplits data = SpokenDigits.HoldOut("lucas");
        Assert.Equal((1350, 150, 500), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Throws<Bantam.Model.UnknownNameException>(() => SpokenDigits.HoldOut("lukas"));
    }
}
