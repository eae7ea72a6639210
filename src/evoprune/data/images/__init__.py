"""Labelled images by name: each file holds the settings of one data set.

They are apart from `evoprune.data.DATASETS`, whose rows are bits without labels.
"""

IMAGES: dict[str, str] = {
    "digits": "evoprune.data.images.digits:Digits",
    "mnist": "evoprune.data.images.mnist:MnistImages",
    "fashion_mnist": "evoprune.data.images.fashion_mnist:FashionMnistImages",
    "fashion32rgb": "evoprune.data.images.fashion32rgb:Fashion32Rgb",
    "cifar10": "evoprune.data.images.cifar10:Cifar10",
    "cifar100": "evoprune.data.images.cifar100:Cifar100",
    "svhn": "evoprune.data.images.svhn:Svhn",
    "imagenet": "evoprune.data.images.imagenet:ImageNet",
    "places365": "evoprune.data.images.places365:Places365",
}
