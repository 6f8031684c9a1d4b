using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class DatasetCatalogTests
{
    private static string Folder()
    {
        string? folder = Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable);
        if (string.IsNullOrEmpty(folder))
        {
            Assert.Skip("BANTAM_DATA does not name a data folder");
        }

        return folder;
    }

    private static double MeanOf(Dataset data)
    {
        float[] input = new float[data.InputShape.Count];
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyInput(i, input);
            sum += input.Sum(x => (double)x) / input.Length;
        }

        return sum / data.Count;
    }

    private static int[] CountsOf(Dataset data) => [.. data.CopyLabels().CountBy(c => c).OrderBy(c => c.Key).Select(c => c.Value)];

    private static int[] Sum(int[] a, int[] b) => [.. a.Zip(b, (x, y) => x + y)];

    [Theory]
    [Trait("Ledger", "S121")]
    [InlineData("digits", 7200)]
    [InlineData("sine", 900)]
    [InlineData("bearings", 2000)]
    [InlineData("moons", 900)]
    [InlineData("spirals", 900)]
    [InlineData("tones", 1080)]
    [InlineData("motion", 1080)]
    public void Generated_data_needs_no_folder(string name, int train)
    {
        DataSplits data = DatasetCatalog.Load(name, root: "");
        Assert.Equal(train, data.Train.Count);
        Assert.Equal(name, data.Test.Name);
        Assert.Equal((SplitRole.Train, SplitRole.Validation, SplitRole.Test), (data.Train.Role, data.Validation.Role, data.Test.Role));
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones_and_suggests_the_nearest()
    {
        UnknownNameException error = Assert.Throws<UnknownNameException>(() => DatasetCatalog.Load("mnits"));
        Assert.StartsWith("There is no data set 'mnits'. Did you mean 'mnist'? Known: digits, sine, bearings, moons, spirals, tones, motion, mnist,", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Did you mean", Assert.Throws<UnknownNameException>(() => DatasetCatalog.Load("imagenet")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_or_file_says_what_to_set_and_what_is_expected()
    {
        string noFolder = Assert.Throws<FileNotFoundException>(() => DatasetCatalog.Load("mnist", root: "")).Message;
        Assert.Contains("Set BANTAM_DATA", noFolder, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte", noFolder, StringComparison.Ordinal);
        string noFile = Assert.Throws<FileNotFoundException>(() => DatasetCatalog.Load("cifar10", root: Path.GetTempPath())).Message;
        Assert.Contains("data_batch_1.bin", noFile, StringComparison.Ordinal);
        Assert.Contains("BANTAM_DATA", noFile, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_unique() => Assert.Distinct(DatasetCatalog.Entries.Select(e => e.Name));

    [Fact]
    [Trait("Ledger", "S121")]
    public void Mnist_holds_its_published_counts_labels_and_pixels()
    {
        DataSplits mnist = DatasetCatalog.Load("mnist", Folder());
        Assert.Equal((54000, 6000, 10000), (mnist.Train.Count, mnist.Validation.Count, mnist.Test.Count));
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Sum(CountsOf(mnist.Train), CountsOf(mnist.Validation)));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], CountsOf(mnist.Test));
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], mnist.Test.Take(10).CopyLabels());

        // The mean of the training pixels is 0.1307, as every tutorial normalizes by.
        Assert.Equal(0.1307, ((9 * MeanOf(mnist.Train)) + MeanOf(mnist.Validation)) / 10, 4);
        Assert.Equal(0.1325, MeanOf(mnist.Test), 4);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Cifar10_holds_its_published_counts_and_pixels()
    {
        DataSplits cifar = DatasetCatalog.Load("cifar10", Folder());
        Assert.Equal((45000, 5000, 10000), (cifar.Train.Count, cifar.Validation.Count, cifar.Test.Count));
        Assert.All(CountsOf(cifar.Train), n => Assert.Equal(4500, n));
        Assert.All(CountsOf(cifar.Test), n => Assert.Equal(1000, n));
        Assert.Equal([3, 8, 8, 0, 6, 6, 1, 6, 3, 1], cifar.Test.Take(10).CopyLabels());

        // The published channel means of all 50,000 training images.
        Preprocessing.Standardize standardize = Preprocessing.Standardize.Of(cifar.Train);
        Assert.Equal(0.4914, standardize.Means[0] / 255, 0.002);
        Assert.Equal(0.4822, standardize.Means[1] / 255, 0.002);
        Assert.Equal(0.4465, standardize.Means[2] / 255, 0.002);
    }

    [Fact]
    public void Optdigits_holds_its_published_counts()
    {
        DataSplits digits = DatasetCatalog.Load("optdigits", Folder());
        Assert.Equal([376, 389, 380, 389, 387, 376, 377, 387, 380, 382], Sum(CountsOf(digits.Train), CountsOf(digits.Validation)));
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], CountsOf(digits.Test));
        Assert.Equal(new Shape(8, 8, 1), digits.Test.InputShape);
        Assert.Equal([0, 1, 2, 3], digits.Test.Take(4).CopyLabels());
        Assert.Equal(0.3057, MeanOf(digits.Test), 0.001);
    }

    [Theory]
    [InlineData("abalone", 10, 2820, 313, 1044)]
    [InlineData("california", 8, 14861, 1651, 4128)]
    [InlineData("iris", 4, 108, 12, 30)]
    [InlineData("control", 60, 432, 48, 120)]
    public void Tables_hold_their_published_counts_and_are_standardized(string name, int features, int train, int validation, int test)
    {
        DataSplits data = DatasetCatalog.Load(name, Folder());
        Assert.Equal(new Shape(features), data.Train.InputShape);
        Assert.Equal((train, validation, test), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal(0, MeanOf(data.Train), 5);
    }

    [Fact]
    public void Abalone_is_read_as_published()
    {
        DataSplits abalone = DatasetCatalog.Load("abalone", Folder()).WithPreprocessing(new Preprocessing.None());
        Dataset test = abalone.Test;
        Assert.Equal(new LearningTask.Regression(1), test.Task);
        Assert.All(test.CopyTargets(), rings => Assert.InRange(rings, 1, 29));
        float[] features = new float[10];
        test.CopyInput(0, features);
        Assert.Equal(1, features[0] + features[1] + features[2]);
    }

    [Fact]
    public void Damaged_tables_are_refused()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory();
        try
        {
            string folder = Directory.CreateDirectory(Path.Combine(root.FullName, "tabular")).FullName;
            File.WriteAllText(Path.Combine(folder, "iris.arff"), "@data\n1,2,3,4,Iris-setosa\n1,2,3,4,Iris-unknown\n");
            Assert.Contains("Iris-unknown", Assert.Throws<DataFormatException>(() => DatasetCatalog.Load("iris", root.FullName)).Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "synthetic_control.data"), "1 2 3\n");
            Assert.Throws<DataFormatException>(() => DatasetCatalog.Load("control", root.FullName));
            File.WriteAllText(Path.Combine(folder, "cal_housing.arff"), "no data here");
            Assert.Throws<DataFormatException>(() => DatasetCatalog.Load("california", root.FullName));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
