using Bantam.Training;

namespace Bantam.Tests;

/// <summary>The headline on real data: trained, quantized, and proved on C over the whole test set.</summary>
public sealed class FitMnistTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public void Lenet_on_mnist_reaches_99_percent_and_its_c_equals_the_host_on_all_test_images()
    {
        if (Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable) is null)
        {
            Assert.Skip($"{DatasetCatalog.FolderVariable} names no data folder, so MNIST is absent.");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("bantam-mnist");
        try
        {
            FitReport report = Fit.Run(new FitOptions { Data = "mnist", Network = "lenet", Epochs = 8, Bound = 0.985, OutputFolder = folder.FullName });

            Assert.InRange(report.Accuracy.Float, 0.990, 1);
            Assert.InRange(report.Accuracy.Deployed, report.Accuracy.Float - 0.002, 1);
            Assert.Equal(10_000, report.Accuracy.Samples);
            Assert.True(report.Fits && report.MeetsFloor);
            AssertProved(report.Verify.Host, 10_000);
            AssertProved(report.Verify.Emulator, 100);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertProved(FitProof proof, long samples)
    {
        if (proof.Status == FitProofStatus.Unproved)
        {
            Assert.Skip(proof.Reason!);
        }

        Assert.Equal((FitProofStatus.Proved, samples, 0), (proof.Status, proof.Samples, proof.Mismatches));
    }
}
