using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class CFilesTests
{
    [Theory]
    [InlineData("784", 784)]
    [InlineData("(12u)", 12)]
    [InlineData("1024UL \r", 1024)]
    public void Sizes_are_read_from_the_header(string number, int expected)
    {
        Assert.Equal(expected, new CFiles("m", "", Header(number)).InputBytes);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-4")]
    [InlineData("28 * 28")]
    [InlineData("999999999")]
    [InlineData("12345678901234567890")]
    public void A_size_that_is_no_plain_positive_number_is_refused(string number)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new CFiles("m", "", Header(number)));
        Assert.Contains("#define M_INPUT_BYTES 784", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Model")]
    [InlineData("../model")]
    [InlineData("a-b")]
    [InlineData("1st")]
    [InlineData("harness_model")]
    public void A_prefix_that_cannot_name_files_and_functions_is_refused(string prefix)
    {
        Assert.Throws<ArgumentException>(() => new CFiles(prefix, "", Header("1")));
    }

    [Fact]
    public void Files_of_a_directory_are_read_as_they_are()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("bantam-test-");
        try
        {
            File.WriteAllText(Path.Combine(directory.FullName, "tiny.c"), TinyModels.Flip.Source);
            File.WriteAllText(Path.Combine(directory.FullName, "tiny.h"), TinyModels.Flip.Header);
            Assert.Equal(TinyModels.Flip, CFiles.Read(directory.FullName, "tiny"));
            Assert.Throws<FileNotFoundException>(() => CFiles.Read(directory.FullName, "other"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Header(string number) => $"#define M_INPUT_BYTES {number}\n#define M_OUTPUT_BYTES 1\n#define M_ARENA_BYTES 0\n";
}
